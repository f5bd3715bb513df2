import type { EngineIdentity, EngineName } from '../../harness/engines/engine.ts';
import type { Divergence, DivergencesModel, EngineDoes, How } from './model.ts';
import type { OpenQuestion } from './open-questions.ts';
import { topics } from './topic.ts';
import { capital, code, prose, slug } from './words.ts';

/** What people call an engine. WebKit is called by who builds it, since each has network code of its own. */
function called(identity: EngineIdentity): string {
  const { name, build } = identity;
  if (name !== 'webkit') return { chromium: 'Chromium', firefox: 'Firefox' }[name];
  if (isSafari(identity)) return 'Safari';
  return build === 'system' ? 'WebKitGTK' : 'WebKit';
}

/** The sections by how much they matter; titles tell a web developer whether to read on. */
const parts: readonly { readonly matters: Divergence['matters']; readonly title: string; readonly lead: string }[] = [
  { matters: 'often', title: 'What ordinary code meets', lead: 'No strange request is needed for these.' },
  { matters: 'seldom', title: 'What only unusual requests or answers meet', lead: 'Headers that come twice, malformed values, user names in addresses and the like. Read on here when a proxy, a library or a test sends such things.' },
];

/** Line that the document's test looks for. */
export const digestLine = (digest: string): string => `<!-- known-deviations: ${digest} -->`;

/** The heading of a divergence. */
export const headingOf = (reason: string): string => prose(capital(reason));

/** Writes the document, in Markdown. */
export function divergencesDocument(model: DivergencesModel): string {
  const blocks = [
    '# Where browsers differ over CORS',
    head(model),
    ...parts.flatMap(({ matters, title, lead }) => part(model, model.divergences.filter((one) => one.matters === matters), title, lead)),
    ...openPart(model),
    '## How this page is made',
    `\`npm run divergences\` makes it from the results of a whole run (\`npx playwright test\`) and from [known-deviations.yaml](../scenarios/known-deviations.yaml). A run fails when an engine does something else than is listed there, or no longer does what is listed.`,
    digestLine(model.digest),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function head({ startedAt, platform, engines, divergences, open }: DivergencesModel): string {
  const cases = Math.max(0, ...engines.map((engine) => engine.cases));
  const rows = engines.map(({ identity, cases: all, differing }) => [called(identity), code(identity.version), buildWords(identity), String(all), String(differing)]);
  return [
    'The [Fetch standard](https://fetch.spec.whatwg.org/) says what a browser does with a request to another origin. This page lists what the browser engines of today do otherwise, and what a web developer should do about it.',
    `Each item was seen: a page in each real engine went through ${cases} cases, each with a request of its own, and the servers noted what arrived. That was on ${startedAt.slice(0, 10)} (${prose(platform)}), with these engines:`,
    table(['engine', 'version', 'build', 'cases', 'not as the standard says'], rows),
    whose(engines.map(({ identity }) => identity)),
    `There are ${count(divergences.length, 'difference')} from the standard, and ${count(open.length, 'matter')} that the standard leaves open and the engines settle differently: ${[...parts.map(({ title }) => title), openTitle].map((title) => `[${title}](#${slug(title)})`).join(', ')}.`,
    'To read it: a *preflight* is the `OPTIONS` request that a browser sends first, to ask whether it may send the actual one. `POST → preflight → GET` are the requests that reached the servers, in that order. *The page’s origin* is that of the page whose script asks. To see an item yourself, run `npx playwright test -g "…"` in this repository with the name that the item gives.',
  ].join('\n\n');
}

/** Tells which browsers people use have these engines, and how far what was seen holds for them. */
function whose(identities: readonly EngineIdentity[]): string {
  const webkit = identities.find(({ name }) => name === 'webkit');
  const other = webkit === undefined || isSafari(webkit) ? '' : ` **Safari was not run.** It shares much with ${called(webkit)}, but has network code of its own, so what is said of ${called(webkit)} here, of redirects and cookies above all, need not hold for Safari.`;
  return `Chrome, Edge and Opera have Chromium’s engine, and Safari has WebKit.${other}`;
}

const isSafari = ({ from }: EngineIdentity): boolean => /safari/i.test(from);

function buildWords({ build, from }: EngineIdentity): string {
  if (build === 'remote') return 'at a remote WebDriver server';
  if (build === 'playwright') return 'Playwright’s own, which is patched';
  return /esr/.test(from) ? 'the system’s (ESR)' : 'the system’s';
}

function part(model: DivergencesModel, divergences: readonly Divergence[], title: string, lead: string): string[] {
  if (divergences.length === 0) return [];
  const sections = topics.map((topic) => ({ topic, items: neighbours(divergences.filter((one) => one.topic === topic)) })).filter(({ items }) => items.length > 0);
  const engines = model.engines.map(({ identity }) => identity);
  const overview = table(['', ...engines.map(called)], sections.flatMap(({ items }) => items.map((item) => [`[${headingOf(item.reason)}](#${slug(capital(item.reason))})`, ...item.engines.map(({ how }) => marks[how])])));
  return [`## ${title}`, lead, overview, legend(divergences), ...sections.flatMap(({ topic, items }) => [`### ${topic}`, ...items.map((item) => written(item, engines))])];
}

const marks: Readonly<Record<How, string>> = { differs: '**differs**', conforms: '✓', otherwise: 'another item', 'other-versions': 'other versions' };

function legend(divergences: readonly Divergence[]): string {
  const used = new Set(divergences.flatMap(({ engines }) => engines.map(({ how }) => how)));
  const said: readonly (readonly [How, string])[] = [
    ['conforms', '✓ does as the standard says'],
    ['otherwise', '*another item*: in the same requests it differs too, but as another item of this page says'],
    ['other-versions', '*other versions* of it differ, not the one that was run'],
  ];
  return said.flatMap(([how, words]) => (used.has(how) ? [words] : [])).join('; ') + '.';
}

/** Puts items that the same scenarios show beside one another. */
function neighbours(items: readonly Divergence[]): Divergence[] {
  const place = (item: Divergence): number => items.findIndex(({ scenarios }) => scenarios.some((id) => item.scenarios.includes(id)));
  return [...items].sort((a, b) => place(a) - place(b));
}

/** Titles of scenarios that are written out. */
const mostTitles = 3;

function written(item: Divergence, identities: readonly EngineIdentity[]): string {
  const { reason, advice, standard, specs, links, engines, scenarios, further } = item;
  const nameOf: NameOf = (name, version = true) => {
    const identity = identities.find((one) => one.name === name);
    return identity === undefined ? name : `${called(identity)}${version ? ` ${identity.version}` : ''}`;
  };
  const rule = specs.map((spec, index) => `[${specs.length === 1 ? 'the rule' : `rule ${index + 1}`}](${spec})`).join(', ');
  const titles = standard.slice(0, mostTitles).map((title) => `${prose(title)}.`).join(' ') + (standard.length > mostTitles ? ' And the like.' : '');
  const more = links.map((link) => `[${linkWords(link)}](${link})`);
  const lines = [
    `- **Who:** ${who(engines, nameOf)}`,
    `- **The standard says:** ${titles} (${rule})`,
    ...insteadLines(engines, nameOf),
    `- **What to do:** ${advice}`,
    `- **See it:** ${scenarios.map(code).join(', ')}${further === 0 ? '' : `, and ${count(further, 'further case')}`}${more.length === 0 ? '' : `. Read on: ${more.join(', ')}`}`,
  ];
  return `#### ${headingOf(reason)}\n\n${lines.join('\n')}`;
}

/** Names an engine, with its version if that is wanted. */
type NameOf = (name: EngineName, version?: boolean) => string;

function who(engines: readonly EngineDoes[], nameOf: NameOf): string {
  const differing = engines.filter(({ how }) => how === 'differs').map(({ name, versions }) => `${nameOf(name)}${versions === null ? '' : ` (versions ${code(versions)})`}`);
  const elsewhere = engines.filter(({ how }) => how === 'other-versions').map(({ name, versions }) => `${nameOf(name, false)} in versions ${code(versions ?? '')} only, not in the ${nameOf(name)} that was run`);
  const rest = engines.filter(({ how }) => how === 'conforms').map(({ name }) => nameOf(name, false));
  const all = differing.length === engines.length && differing.length > 1 ? 'all of them, ' : '';
  return `${all}${[...differing, ...elsewhere].join(', ')}.${rest.length === 0 ? '' : ` ${rest.join(' and ')} ${rest.length === 1 ? 'does' : 'do'} as the standard says.`}`;
}

function insteadLines(engines: readonly EngineDoes[], nameOf: NameOf): string[] {
  const differing = engines.filter(({ how, instead }) => how === 'differs' && instead.length > 0);
  const texts = [...new Set(differing.map(({ instead }) => instead.join('; ')))];
  if (texts.length === 1) return [`- **Instead:** ${texts[0] ?? ''}`];
  return differing.map(({ name, instead }) => `- **Instead, in ${nameOf(name)}:** ${instead.join('; ')}`);
}

/** Says what a link leads to. */
function linkWords(link: string): string {
  const issue = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)/.exec(link);
  if (issue !== null) return `${issue[1] ?? ''}#${issue[2] ?? ''}`;
  const bug = /^https:\/\/(?:bugs\.webkit\.org\/show_bug\.cgi\?id=|bugzilla\.mozilla\.org\/show_bug\.cgi\?id=|issues\.chromium\.org\/issues\/)(\d+)/.exec(link);
  if (bug !== null) return `${/webkit/.test(link) ? 'WebKit' : /mozilla/.test(link) ? 'Mozilla' : 'Chromium'} bug ${bug[1] ?? ''}`;
  return /^https:\/\/github\.com\/.*\/blob\//.test(link) ? 'the engine’s code' : 'a note';
}

const openTitle = 'What the standard leaves open';

function openPart({ open, agreed, engines }: DivergencesModel): string[] {
  const identities = engines.map(({ identity }) => identity);
  const lead = 'Here no engine is wrong, so none will be mended: write code that works with each of these answers.';
  const alike = agreed === 0 ? '' : `In ${count(agreed, 'further case')} that the standard leaves open, the engines did the same.`;
  if (open.length === 0) return [`## ${openTitle}`, alike === '' ? 'Nothing that was asked.' : alike];
  const rows = open.map((question) => [`${questionWords(question, open)} ([standard](${question.spec}))`, ...identities.map(({ name }) => question.answers.find(({ engine }) => engine === name)?.did ?? '')]);
  return [`## ${openTitle}`, lead, table(['', ...identities.map(called)], rows), alike];
}

/** Names a question; with its matrix labels and API only where its title alone does not tell it from others. */
function questionWords({ title, labels, apis, scenario }: OpenQuestion, all: readonly OpenQuestion[]): string {
  const others = all.filter((other) => other.title === title);
  const label = new Set(others.map((other) => other.labels)).size > 1 && labels !== '' ? [code(labels)] : [];
  const api = apis.length === 1 && others.some((other) => other.scenario === scenario && other.labels === labels && other.apis[0] !== apis[0]) ? apis : [];
  return [prose(title), ...label, ...api].join(', ');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
