import type { Coverage, Exercising, MeasuredAlgorithm, MeasuredStep } from './measure.ts';

/** Scenarios that a row names. */
const mostExamples = 3;

/** Writes the coverage as the Markdown of docs/coverage.md. */
export function coverageMarkdown(coverage: Coverage): string {
  return `${[...beginning(coverage), ...summary(coverage), ...uncovered(coverage), ...coverage.algorithms.flatMap(sectionOf)].join('\n').trim()}\n`;
}

type Kind = 'covered' | 'surveyed' | 'uncovered' | 'outside';

function kindOf({ step, cases, surveys }: MeasuredStep): Kind {
  if ('outside' in step) return 'outside';
  return cases > 0 ? 'covered' : surveys > 0 ? 'surveyed' : 'uncovered';
}

function beginning({ cases, scenarios, uncounted }: Coverage): string[] {
  return [
    '# Coverage of the standard',
    '',
    '<!-- Made by `npm run coverage`. Change harness/coverage/algorithms or the scenarios, not this file. -->',
    '',
    'Which steps of the standard’s CORS algorithms the scenarios exercise, and which none does. A step with several outcomes has a row for',
    'each. Steps are told in our own words; the numbers are those of the standard, `·` where it has none, and each heading links to it.',
    '',
    `Counted are the ${cases} cases of ${scenarios} scenarios, a case being a scenario with one combination of its matrix and one API. What steps`,
    'a case takes is known without a browser: the executable model of the standard goes through each with the answers that its scenario',
    `declares. ${uncounted === 0 ? 'A real server’s answers are not declared, so its cases would not be counted.' : `A real server’s answers are not declared, so its ${uncounted} cases are not counted.`} Surveys, which show`,
    'what engines do where the standard leaves it open, are counted apart.',
    '',
  ];
}

function summary({ algorithms }: Coverage): string[] {
  const count = (steps: readonly MeasuredStep[], kind: Kind): number => steps.filter((step) => kindOf(step) === kind).length;
  const row = (name: string, steps: readonly MeasuredStep[]): string => `| ${name} | ${count(steps, 'covered')} | ${count(steps, 'uncovered') + count(steps, 'surveyed')} | ${count(steps, 'outside')} |`;
  return [
    '| algorithm | exercised | not exercised | outside |',
    '|---|--:|--:|--:|',
    ...algorithms.map(({ algorithm, steps }) => row(`[${algorithm.title}](#${slug(algorithm.title)})`, steps)),
    row('**all**', algorithms.flatMap(({ steps }) => steps)),
    '',
    'Outside is what no scenario can be about; each says why in its row.',
    '',
  ];
}

function uncovered({ algorithms }: Coverage): string[] {
  const lists = (kind: Kind, why: (one: MeasuredStep) => string): string[] =>
    algorithms.flatMap(({ algorithm, steps }) => {
      const found = steps.filter((one) => kindOf(one) === kind);
      return found.length === 0 ? [] : [`- [${algorithm.title}](#${slug(algorithm.title)})`, ...found.map((one) => `  - ${one.step.step}: ${one.step.says}${why(one)}`)];
    });
  const none = lists('uncovered', ({ step }) => ('hard' in step ? `. *Why: ${step.hard}.*` : ''));
  const surveyed = lists('surveyed', ({ surveys }) => ` (${surveys})`);
  return [
    '## Steps that no case exercises',
    '',
    ...(none.length === 0 ? ['None.'] : none),
    '',
    ...(surveyed.length === 0 ? [] : ['## Steps that surveys alone exercise', '', 'The standard leaves them open, or what it says cannot be shown here.', '', ...surveyed, '']),
  ];
}

function sectionOf({ algorithm, steps }: MeasuredAlgorithm): string[] {
  return [
    `## ${algorithm.title}`,
    '',
    `[In the standard](${algorithm.link})`,
    '',
    '| step | what it says | cases | for example |',
    '|---|---|--:|---|',
    ...steps.map((one) => `| ${one.step.step} | ${one.step.says} | ${counted(one)} | ${'outside' in one.step ? `outside: ${one.step.outside}` : examples(one.scenarios, algorithm.link)} |`),
    '',
  ];
}

function counted(one: MeasuredStep): string {
  switch (kindOf(one)) {
    case 'outside':
      return '';
    case 'covered':
      return String(one.cases);
    case 'surveyed':
      return `${one.surveys} ${one.surveys === 1 ? 'survey' : 'surveys'}`;
    case 'uncovered':
      return '**none**';
  }
}

/** Chooses a few scenarios: those that are about the algorithm first, then from as many files as possible. */
function examples(scenarios: readonly Exercising[], link: string): string {
  const [about, others] = [scenarios.filter(({ spec }) => spec === link), scenarios.filter(({ spec }) => spec !== link)];
  const ordered = [...firstOfFiles(about), ...firstOfFiles(others), ...about, ...others];
  const chosen = [...new Map(ordered.map((one) => [one.id, one])).values()].slice(0, mostExamples);
  return chosen.map(({ id, file }) => `[${id}](../${file})`).join('<br>');
}

function firstOfFiles(scenarios: readonly Exercising[]): Exercising[] {
  const files = new Map<string, Exercising>();
  for (const one of scenarios) if (!files.has(one.file)) files.set(one.file, one);
  return [...files.values()];
}

/** The anchor that a heading gets where Markdown is shown. */
function slug(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
}
