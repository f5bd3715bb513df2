import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { loadScenarios } from '../harness/scenario/load.ts';
import { announcePlan, targetStates } from '../harness/run/plan.ts';
import { settings } from '../harness/run/settings.ts';
import { findStale } from '../harness/run/find-stale.ts';
import { leaksIn, secretsOfRun, whyRefused } from '../harness/run/credentials.ts';
import type { KnownSecret } from '../harness/target/secrets/known-secret.ts';
import { attachmentName, planAnnotation } from './attachment.ts';
import { exitCodeOf, verdictClass } from './exit-code.ts';
import type { History } from './history/history.ts';
import { keepAndRead, readOrSay } from './history/keep.ts';
import { writeMatrix } from './html/write.ts';
import { ResultStream, writeWhole } from './jsonl.ts';
import { matrixModel } from './model.ts';
import { parseResults, recordFormat } from './record.ts';
import type { EngineRecord, ResultLine, ResultRecord, TargetState } from './record.ts';
import { releaseLock, takeLock } from './run-lock.ts';
import { summary } from './summary.ts';
import { plain } from './terminal.ts';
import type { VerdictKind } from '../harness/verdict/verdict.ts';

interface Attachment {
  readonly engine: EngineRecord;
  readonly results: readonly ResultRecord[];
  readonly strays: number;
  readonly late: readonly string[];
}

/** Names the places in which a secret was found; it is there only if one was. */
export const leaksFile = 'leaks.txt';
/** Milliseconds that an interrupted run may take to end. */
const longestEnding = 10_000;

/** Turns Playwright's events into `results.jsonl`, and that into the matrix and the terminal's summary. */
export default class MatrixReporter implements Reporter {
  readonly #start = performance.now();
  readonly #file = path.join(settings.out, 'results.jsonl');
  #stream: ResultStream | null = null;
  #plan: Record<string, string[]> = {};
  readonly #engines = new Map<string, string>();
  readonly #verdicts = new Map<string, VerdictKind>();
  readonly #results = new Map<string, ResultRecord>();
  readonly #errors: string[] = [];
  #usageError = false;
  #strays = 0;
  readonly #late = new Set<string>();
  #secrets: readonly KnownSecret[] = [];
  readonly #said: string[] = [];
  #terminated = false;
  readonly #listing = process.argv.includes('--list');
  #exitCode = 3;
  #ended = false;

  /** Leaves the terminal to Playwright where it only lists. */
  printsToStdio(): boolean {
    return !this.#listing;
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    const tests = suite.allTests();
    this.#plan = {};
    // With --repeat-each a case is planned once and performed several times.
    for (const test of tests) this.#plan[engineOf(test)] = [...new Set([...(this.#plan[engineOf(test)] ?? []), ...plannedCases(test)])];
    const size = Object.values(this.#plan).reduce((sum, ids) => sum + ids.length, 0);
    if (size === 0 || this.#listing) return;
    const owner = takeLock(settings.out);
    if (owner !== null) {
      console.error(`Another run (process ${owner}) is writing to ${settings.out}. Wait for it, or choose another folder with CORS_CONFORMANCE_OUT.`);
      process.exit(2);
    }
    process.once('exit', () => releaseLock(settings.out));
    const projects = [...new Set(tests.flatMap((test) => test.parent.project() ?? []))];
    const refused = whyRefused(projects, process.env);
    if (refused !== null) {
      console.error(refused);
      process.exit(2);
    }
    this.#secrets = secretsOfRun(projects, process.env);
    announcePlan(scenariosOf(tests));
    this.#stream = new ResultStream(this.#file);
    this.#stream.write({
      type: 'run',
      format: recordFormat,
      startedAt: new Date().toISOString(),
      commit: commit(),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
      plan: { hash: createHash('sha256').update(JSON.stringify(this.#plan)).digest('hex'), size, cases: this.#plan },
    });
    // Playwright minds SIGINT only; a CI that ends a job sends SIGTERM first.
    process.once('SIGTERM', () => {
      this.#terminated = true;
      process.kill(process.pid, 'SIGINT');
    });
    process.once('SIGINT', () => setTimeout(() => void this.#abandon(), longestEnding));
    const engines = Object.entries(this.#plan).map(([engine, ids]) => `${engine} ${ids.length}`);
    console.log(`${size} cases: ${engines.join(', ')}`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const body = result.attachments.find(({ name }) => name === attachmentName);
    const engine = engineOf(test);
    if (body === undefined) {
      if (result.status !== 'skipped' && result.status !== 'interrupted') this.#errors.push(`${engine} ${test.title}: ${result.error?.message ?? result.status}`);
      return;
    }
    const text = body.body?.toString('utf8') ?? readFileSync(body.path ?? '', 'utf8');
    const attachment = JSON.parse(text) as Attachment;
    this.#noteEngine(attachment.engine);
    for (const record of attachment.results) this.#note(record);
    // Each attachment has all so far, but they arrive in any order, and from several hosts in merged reports.
    this.#strays = Math.max(this.#strays, attachment.strays);
    for (const late of attachment.late) this.#late.add(late);
    this.#progress();
  }

  onError(error: TestError): void {
    const message = error.message ?? error.value ?? 'unknown error';
    // The loader's own words, and Playwright's for a filter that matches nothing: mistakes of the one who asked.
    if (/ScenarioProblems|ConfigProblems|No tests found/.test(message)) this.#usageError = true;
    this.#errors.push(message.replace(/^(Scenario|Config)Problems: /, ''));
  }

  async onEnd(result: Pick<FullResult, 'status'>): Promise<void> {
    this.#ended = true;
    announcePlan(null);
    const stream = this.#stream;
    const interrupted = result.status === 'interrupted';
    if (stream !== null) await this.#fillGaps(stream);
    const targets = targetStates();
    for (const { status, why } of targets) if (status !== 'up') this.#errors.push(why);
    // Of the folder as a whole only at the end: what an earlier run left there is being written anew.
    if (stream !== null) for (const leak of leaksIn(this.#file, this.#said, this.#secrets)) this.#errors.push(leak);
    const stale = await findStale(settings.scenarios, [...this.#results.values()]);
    const code = exitCodeOf({
      verdicts: [...this.#verdicts.values()],
      usageError: this.#usageError,
      otherErrors: this.#errors.length + this.#late.size,
      stale: stale.length,
      interrupted: interrupted ? (this.#terminated ? 'SIGTERM' : 'SIGINT') : null,
    });
    // What Playwright holds against a run is never as expected, even where every result is.
    if (code === 0 && result.status !== 'passed') this.#errors.push(`Playwright ended the run as ${result.status}, though no result says why`);
    this.#exitCode = code === 0 && result.status !== 'passed' ? 3 : code;
    if (stream === null) {
      for (const error of this.#errors) console.error(plain(error));
      return;
    }
    stream.write({
      type: 'end',
      finishedAt: new Date().toISOString(),
      duration: Math.round(performance.now() - this.#start),
      interrupted,
      counts: this.#counts(),
      strays: this.#strays,
      late: [...this.#late],
      errors: this.#errors,
      stale,
      ...(targets.length === 0 ? {} : { targets }),
      exitCode: this.#exitCode,
    });
    stream.close();
    const lines = parseResults(readFileSync(this.#file, 'utf8'));
    const { history, said } = await this.#keep(lines, targets);
    const model = matrixModel(lines, history);
    const matrix = path.join(settings.out, 'matrix.html');
    await writeMatrix(matrix, model);
    this.#clearLine();
    this.#say(`\n${summary(model)}\n`);
    for (const sentence of said) this.#say(pc.dim(plain(sentence)));
    this.#reportLeaks();
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1);
    const word = this.#exitCode === 0 ? pc.green('As expected.') : pc.red('Not as expected.');
    console.log(`${word} ${this.#verdicts.size} results in ${seconds} s. Matrix: ${pc.bold(path.relative(process.cwd(), matrix))}`);
  }

  /** The last look, at the matrix too. What leaks is named in a file, so that a workflow can see that nothing may be published. */
  #reportLeaks(): void {
    const leaks = leaksIn(settings.out, this.#said, this.#secrets);
    const file = path.join(settings.out, leaksFile);
    rmSync(file, { force: true });
    if (leaks.length === 0) return;
    this.#exitCode = 3;
    writeWhole(file, `${leaks.join('\n')}\n`);
    console.error(pc.red(plain(`A secret leaked. Publish nothing of ${path.relative(process.cwd(), settings.out)}, delete it, and change the secret.\n    ${leaks.join('\n    ')}`)));
  }

  #say(text: string): void {
    this.#said.push(text);
    console.log(text);
  }

  /** Keeps the run in the history's folder, where one was named. */
  async #keep(lines: readonly ResultLine[], targets: readonly TargetState[]): Promise<{ history: History | null; said: readonly string[] }> {
    if (settings.history === null) return { history: null, said: [] };
    const [troubled] = targets.filter(({ status }) => status !== 'up');
    if (troubled !== undefined) {
      const { history, said } = readOrSay(settings.history);
      return { history, said: [`Not kept in the history: ${troubled.why}`, ...said] };
    }
    const { cases } = await loadScenarios(settings.scenarios);
    return keepAndRead(settings.history, lines, cases.map(({ id }) => id));
  }

  /**
   * Ends the run in Playwright's place. Interrupted while a worker starts, Playwright 1.64 tells the worker to stop before
   * it listens, and then waits for it for ever.
   */
  async #abandon(): Promise<void> {
    if (this.#ended) return;
    await this.onEnd({ status: 'interrupted' });
    process.exit(this.#exitCode);
  }

  onExit(): Promise<void> {
    if (this.#listing && !this.#usageError) return Promise.resolve();
    const code = this.#exitCode;
    // Playwright knows only 0 and 1; its own code is replaced at the last moment.
    process.once('exit', () => (process.exitCode = code));
    return Promise.resolve();
  }

  #noteEngine(record: EngineRecord): void {
    const text = JSON.stringify(record);
    if (this.#engines.get(record.name) === text) return;
    this.#engines.set(record.name, text);
    this.#stream?.write(record);
    if (record.status === 'ready') return;
    this.#clearLine();
    this.#say(pc.yellow(plain(`${record.name}: ${record.status}. ${record.why}`)));
  }

  /** Notes a result. One that differs from an earlier one of the same run, by --retries or --repeat-each, is flaky. */
  #note(record: ResultRecord): void {
    const key = `${record.engine} ${record.case.id}`;
    const before = this.#verdicts.get(key);
    const changed = before !== undefined && before !== record.verdict.kind;
    const noted: ResultRecord = changed ? { ...record, verdict: { ...record.verdict, kind: 'flaky', why: `${before}, then ${record.verdict.kind}` } } : record;
    this.#verdicts.set(key, noted.verdict.kind);
    this.#results.set(key, noted);
    this.#stream?.write(noted);
  }

  /** Gives each planned case that has no result a verdict of its own, so that nothing planned is lost. */
  async #fillGaps(stream: ResultStream): Promise<void> {
    const gaps = Object.entries(this.#plan).flatMap(([engine, ids]) => ids.filter((id) => !this.#verdicts.has(`${engine} ${id}`)).map((id) => ({ engine: engine as EngineRecord['name'], id })));
    if (gaps.length === 0) return;
    const cases = new Map((await loadScenarios(settings.scenarios)).cases.map((one) => [one.id, one]));
    for (const { engine, id } of gaps) {
      this.#verdicts.set(`${engine} ${id}`, 'not-run');
      const planned = cases.get(id);
      if (planned === undefined) continue;
      const { expect, ...given } = planned;
      stream.write({
        type: 'result',
        engine,
        identity: null,
        case: given,
        expect: expect ?? { readable: [], unreadable: [] },
        expectation: expect === null ? 'standard' : 'author',
        prediction: null,
        url: null,
        verdict: { kind: 'not-run', why: 'the run ended before this case', differences: [] },
        observation: { client: null, before: [], exchanges: [], words: [], trouble: null, disturbance: null, disturbedAfterLastExchange: false },
        before: [],
        duration: null,
        deadline: null,
        deviations: [],
      });
    }
  }

  #counts(): Record<string, Partial<Record<VerdictKind, number>>> {
    const counts: Record<string, Partial<Record<VerdictKind, number>>> = {};
    for (const [key, kind] of this.#verdicts) {
      const engine = key.slice(0, key.indexOf(' '));
      const own = (counts[engine] ??= {});
      own[kind] = (own[kind] ?? 0) + 1;
    }
    return counts;
  }

  #progress(): void {
    if (!process.stdout.isTTY) return;
    const parts = Object.entries(this.#plan).map(([engine, ids]) => {
      const done = ids.filter((id) => this.#verdicts.has(`${engine} ${id}`)).length;
      const bad = ids.filter((id) => verdictClass[this.#verdicts.get(`${engine} ${id}`) ?? 'conforms'] !== 'expected').length;
      return `${engine} ${done}/${ids.length}${bad === 0 ? '' : pc.red(` ${bad} unexpected`)}`;
    });
    process.stdout.write(`\r\u001b[K${parts.join('   ')}`);
  }

  #clearLine(): void {
    if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  }
}

function engineOf(test: TestCase): string {
  return String(test.parent.project()?.metadata['engine'] ?? test.parent.project()?.name ?? '');
}

function plannedCases(test: TestCase): string[] {
  const annotation = test.annotations.find(({ type }) => type === planAnnotation);
  return annotation?.description === undefined ? [] : (JSON.parse(annotation.description) as string[]);
}

/** Lists by engine, in order, the scenarios that workers will ask the host for. */
function scenariosOf(tests: readonly TestCase[]): Record<string, string[][]> {
  const plan: Record<string, string[][]> = {};
  for (const test of tests) if (test.expectedStatus !== 'skipped') (plan[engineOf(test)] ??= []).push(plannedCases(test));
  return plan;
}

function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}
