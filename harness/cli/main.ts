import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { baseline } from './baseline.ts';
import { compare } from './compare.ts';
import { divergences } from './divergences.ts';
import { coverage } from './coverage.ts';
import { doctor } from './doctor.ts';
import { engineNames } from '../engines/engine.ts';
import type { EngineName } from '../engines/engine.ts';
import { events } from './events.ts';
import { runExplain } from './explain.ts';
import { exportFormats, exportNames } from '../../reports/exports/formats.ts';
import type { ExportName } from '../../reports/exports/formats.ts';
import { credentialsFlag, exportResults } from './export.ts';
import { dayOf } from '../scenario/day.ts';
import { runFuzz } from './fuzz.ts';
import { history } from './history.ts';
import { lint } from './lint.ts';
import { report } from './report.ts';
import { schema, schemas } from './schema.ts';
import { runVerify } from './verify.ts';

/** The command line. Exit codes: 0 as expected, 1 unexpected results, 2 usage or scenario error, 3 infrastructure. */
const program = new Command('cors-conformance')
  .description('Shows with proof why a cross-origin request works or fails. The matrix itself runs with `npx playwright test`.')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

const run = (work: Promise<number>): Promise<void> => work.then((code) => void (process.exitCode = code));

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** A seed that is another one each second, and short enough to type. */
function freshSeed(): number {
  return Math.floor(Date.now() / 1000) % 1_000_000;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

program
  .command('explain')
  .description('find out why a request works or fails, in real browsers, and what would mend it')
  .argument('[url]', 'the address that the page asks')
  .option('--curl <command>', 'the request as a curl command, as browsers copy it')
  .option('--fetch <call>', 'the request as a fetch() call, as browsers copy it')
  .option('--har <file>', 'the request in a HAR file; --pick says which')
  .option('--pick <which>', 'with --har: the number of the request, or a part of its address')
  .option('--origin <origin>', 'where the page is, as in the Origin header')
  .option('-X, --method <method>', 'method; default: GET, or POST with --data')
  .option('-H, --header <header>', 'a header that script sets, as `Name: value`; may be given again', collect, [])
  .option('--data <text>', 'body')
  .option('--credentials', 'with credentials: include, or withCredentials')
  .option('--cookie <name=value>', 'with --credentials: a cookie that the browser has of the server; may be given again', collect, [])
  .addOption(new Option('--engine <names...>', 'engines to ask; default: all').choices(engineNames).default([...engineNames]))
  .option('--send', 'send the request even if it may change something on the server: once by a plain client, and once in each engine')
  .option('--resolve <host:port:address[:port]>', 'use that address for a name; may be given again', collect, [])
  .option('--cacert <file>', 'certificates, in PEM, to trust beside the usual ones')
  .option('--timeout <seconds>', 'longest time for a request', wholeNumber, 15)
  .option('--json', 'write JSON')
  .option('--write <file>', 'save it as a scenario, in which a server of this machine gives the same answers')
  .action((url: string | undefined, given: Partial<Record<'curl' | 'fetch' | 'har' | 'pick' | 'origin' | 'method' | 'data' | 'cacert' | 'write', string>> & { header: readonly string[]; cookie: readonly string[]; credentials?: true; engine: EngineName[]; send?: true; resolve: readonly string[]; timeout: number; json?: true }) => {
    const { curl, fetch, har, pick, origin, method, data, cacert, write, header, cookie, engine, resolve, timeout } = given;
    return run(runExplain({ url, curl, fetch, har, pick, origin, method, data, cacert, write, header, cookie, resolve, timeout, engines: engine, credentials: given.credentials === true, send: given.send === true, json: given.json === true }));
  });

program
  .command('lint')
  .description('check scenario files, and report every mistake of every file in one pass')
  .argument('[files...]', 'scenario files; default: all below scenarios/')
  .action((files: string[]) => run(lint(files)));

program
  .command('doctor')
  .description('show which browsers were found, which build and driver each engine uses and why, and what is missing')
  .option('--no-launch', 'do not start the browsers to see whether they work')
  .option('--json', 'write JSON')
  .action((options: { launch: boolean; json?: boolean }) => run(doctor({ launch: options.launch, json: options.json === true })));

program
  .command('report')
  .description('make the matrix again from a results stream')
  .argument('[results]', 'a results.jsonl', 'out/results.jsonl')
  .option('-o, --out <file>', 'the matrix to write; default: matrix.html beside the results')
  .option('--history <folder>', 'a folder that keeps the runs before it')
  .option('--compare <results>', 'a results.jsonl of another run: the matrix shows what is not the same')
  .action((results: string, options: { out?: string; history?: string; compare?: string }) => run(report(results, options)));

program
  .command('compare')
  .description('compare two result streams: what is worse, better, new or gone, by engine and case, and why')
  .argument('<before>', 'a results.jsonl')
  .argument('<after>', 'a results.jsonl of a later run')
  .addOption(new Option('--markdown', 'write Markdown').conflicts('json'))
  .option('--json', 'write JSON, with all cases that changed')
  .option('-o, --out <file>', 'the file to write; default: standard output')
  .action((before: string, after: string, { markdown, json, out }: { markdown?: true; json?: true; out?: string }) => run(compare({ before, after, form: json ? 'json' : markdown ? 'markdown' : 'text', out })));

program
  .command('events')
  .description('tell what happened in a run since the one before: regressions, failures, policies that drifted, what is mended, and trouble')
  .option('--current <file>', 'a results.jsonl', 'out/results.jsonl')
  .option('--previous <file>', 'a results.jsonl of the run before')
  .option('--notify <where>', 'also tell a webhook: env:NAME for its https address in an environment variable, which no list of processes shows, or the address; or a file. May be given again', collect, [])
  .option('--keep <file>', 'keep the current run there if it is whole, as --previous of the next one')
  .option('--json', 'write JSON')
  .action(({ current, previous, notify, keep, json }: { current: string; previous?: string; notify: readonly string[]; keep?: string; json?: true }) => run(events({ current, previous, notify, keep, json: json === true })));

program
  .command('baseline')
  .description('accept for a while what deviates unexpectedly at targets; without --write, show the entries that would be added')
  .argument('[results]', 'a results.jsonl of a whole run', 'out/results.jsonl')
  .option('--write <file>', 'the baseline to add them to; never in CI')
  .option('--owner <name>', 'who answers for them')
  .option('--link <address>', 'where they are dealt with')
  .option('--expires <date>', 'the last day on which they are accepted, at most 90 days ahead; default: in 30 days')
  .option('--only <pattern>', 'pattern of the scenarios or cases, such as "staging/*"; default: all')
  .action((results: string, { write, owner, link, expires, only }: Partial<Record<'write' | 'owner' | 'link' | 'expires' | 'only', string>>) => run(baseline({ results, write, owner, link, expires, only, today: dayOf(new Date()), ci: process.env['CI'] })));

program
  .command('history')
  .description('show how the last 30 whole runs ended: the share that conforms by engine, and the cases that are not steady')
  .argument('<folder>', 'the folder that CORS_CONFORMANCE_HISTORY named in those runs')
  .action((folder: string) => void (process.exitCode = history(folder)));

program
  .command('export')
  .description(`write the results of a run for other programs:\n${exportNames.map((name) => `  ${name.padEnd(12)} ${exportFormats[name].what}`).join('\n')}`)
  .addArgument(new Argument('<format>', 'one of these').choices(exportNames))
  .argument('[results]', 'a results.jsonl', 'out/results.jsonl')
  .option('-o, --out <file>', 'the file to write, for wptreport the folder; default: standard output, for wptreport the folder wptreport beside the results')
  .option(credentialsFlag, 'a HAR file even of requests to a target with credentials')
  .action((format: ExportName, results: string, options: { out?: string; writeTrafficWithCredentialsForAllToRead?: true }) => run(exportResults(format, results, options.out, options.writeTrafficWithCredentialsForAllToRead)));

program
  .command('divergences')
  .description('write, for web developers, what the engines do against the standard and what to do about it, from the results of a whole run')
  .argument('[results]', 'a results.jsonl', 'out/results.jsonl')
  .option('-o, --out <file>', 'the Markdown file to write; default: standard output')
  .action((results: string, options: { out?: string }) => run(divergences(results, options.out)));

program
  .command('fuzz')
  .description('run random requests in the browsers, hold each against what the Fetch standard says, and write the smallest scenario of every kind of disagreement to out/fuzz/')
  .option('--cases <count>', 'how many', wholeNumber, 1000)
  .option('--seed <number>', 'the same seed gives the same cases', wholeNumber, freshSeed())
  .addOption(new Option('--engine <names...>', 'engines to run in; default: all').choices(engineNames))
  .action((options: { cases: number; seed: number; engine?: EngineName[] }) => run(runFuzz({ ...options, engines: options.engine ?? engineNames })));

program
  .command('verify')
  .description('perform the catalogue again and again, in another order each time and with fresh browsers, and report every case that does not end the same way each time, ends unexpectedly, or takes nearly all of its time')
  .argument('[cases...]', 'patterns of case ids, such as "seed/**"; default: all')
  .option('--rounds <count>', 'rounds that share a browser', wholeNumber, 10)
  .option('--fresh <count>', 'rounds with a browser of their own', wholeNumber, 5)
  .option('--seed <number>', 'the same seed gives the same orders', wholeNumber, freshSeed())
  .addOption(new Option('--engine <names...>', 'engines to run in; default: all').choices(engineNames))
  .action((patterns: string[], options: { rounds: number; fresh: number; seed: number; engine?: EngineName[] }) => run(runVerify({ ...options, patterns, engines: options.engine ?? engineNames })));

program
  .command('schema')
  .description('write a JSON Schema to standard output: that of scenario files, or that of what `export json` writes')
  .addOption(new Option('--of <what>', 'whose schema').choices(Object.keys(schemas)).default('scenarios'))
  .action((options: { of: keyof typeof schemas }) => run(schema(options.of)));

program
  .command('coverage')
  .description('write which steps of the standard the scenarios exercise, and which none does, as Markdown')
  .option('-o, --out <file>', 'the Markdown file to write; default: standard output')
  .action((options: { out?: string }) => run(coverage(options.out)));

// Who reads only the beginning, as `head` does, has what he wants.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
