import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { engineLine, resultLine } from '../../reports/sample.ts';
import type { EngineRecord } from '../../reports/record.ts';
import type { PageCase } from '../agent/protocol.ts';
import { startFakeBrowser } from '../engines/fake/fake-browser.ts';
import type { Lie } from '../engines/fake/fake-browser.ts';
import type { EngineName } from '../engines/engine.ts';
import type { Case } from '../scenario/schema.ts';
import { requireCatalogue } from './catalogue.ts';
import { Host } from './host.ts';
import type { Performance } from './host.ts';
import type { Plan } from './plan.ts';
import { settings } from './settings.ts';
import { WorkAhead } from './work-ahead.ts';

const { cases } = await requireCatalogue(settings.scenarios);
const seed = cases.filter(({ scenarioId }) => scenarioId.startsWith('seed/'));
const idsOf = (given: readonly Case[]): string[] => given.map(({ id }) => id);

/** Scenarios `a`, `b` …, with as many cases each as the number says. */
function scenarios(sizes: Readonly<Record<string, number>>): Record<string, readonly Case[]> {
  const [sample] = seed;
  assert.ok(sample !== undefined);
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, Array.from({ length: size }, (_, index) => ({ ...sample, scenarioId: name, id: `${name}${index + 1}` }))]));
}

/** Stands in for a host: notes each batch, and answers when it is told to. Each result has a number of its own. */
function makeHost(act: (batch: readonly string[]) => Promise<Partial<EngineRecord>> | Partial<EngineRecord> = () => ({})): { perform: Host['perform']; batches: string[] } {
  const batches: string[] = [];
  let made = 0;
  return {
    batches,
    perform: async (engine, given): Promise<Performance> => {
      batches.push(idsOf(given).join(' '));
      const record = await act(idsOf(given));
      return { engine: engineLine(engine, record), results: given.map(({ id }) => resultLine(id, engine, 'conforms', { duration: ++made })), strays: 0, late: [] };
    },
  };
}

const planOf = (names: string, all: Readonly<Record<string, readonly Case[]>>): Plan => ({ chromium: names.split(' ').map((name) => idsOf(all[name] ?? [])) });
const ask = async (ahead: WorkAhead, given: readonly Case[] | undefined, engine: EngineName = 'chromium'): Promise<string> => (await ahead.perform(engine, given ?? [])).results.map((result) => `${result.case.id}#${result.duration}`).join(' ');

function start(sizes: Readonly<Record<string, number>>, order: string | null, act?: Parameters<typeof makeHost>[0]): { all: Record<string, readonly Case[]>; host: ReturnType<typeof makeHost>; ahead: WorkAhead } {
  const all = scenarios(sizes);
  const host = makeHost(act);
  const ahead = new WorkAhead(host, () => Promise.resolve(Object.values(all).flat()));
  if (order !== null) ahead.follow(planOf(order, all));
  return { all, host, ahead };
}

describe('a host that works ahead', () => {
  test('performs a scenario together with those that come next, and hands out the results of each', async () => {
    const { all, host, ahead } = start({ a: 2, b: 1, c: 3 }, 'a b c');
    assert.equal(await ask(ahead, all['a']), 'a1#1 a2#2');
    assert.equal(await ask(ahead, all['b']), 'b1#3');
    assert.equal(await ask(ahead, all['c']), 'c1#4 c2#5 c3#6');
    assert.deepEqual(host.batches, ['a1 a2 b1 c1 c2 c3']);
  });

  test('performs nothing that the plan does not name', async () => {
    const { all, host, ahead } = start({ a: 1, b: 1, c: 1 }, 'a c');
    await ask(ahead, all['a']);
    await ask(ahead, all['c']);
    assert.deepEqual(host.batches, ['a1 c1']);
  });

  test('performs in each engine what the plan names for it, and nothing more', async () => {
    const { all, host, ahead } = start({ a: 1, b: 1 }, 'a b');
    await ask(ahead, all['a'], 'firefox');
    assert.deepEqual(host.batches, ['a1 b1', 'a1']);
  });

  test('begins when the plan is known, before anything is asked for', async () => {
    const { host } = start({ a: 1, b: 1 }, 'a b');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(host.batches, ['a1 b1']);
  });

  test('performs each request alone when there is no plan', async () => {
    const { all, host, ahead } = start({ a: 1, b: 1 }, null);
    await ask(ahead, all['a']);
    await ask(ahead, all['b']);
    assert.deepEqual(host.batches, ['a1', 'b1']);
  });

  test('performs each request alone when the cases of the plan cannot be read', async () => {
    const all = scenarios({ a: 1, b: 1 });
    const host = makeHost();
    const ahead = new WorkAhead(host, () => Promise.reject(new Error('the folder is gone')));
    ahead.follow(planOf('a b', all));
    assert.equal(await ask(ahead, all['a']), 'a1#1');
    assert.equal(await ask(ahead, all['b']), 'b1#2');
  });

  test('makes no batch of more than 250 cases, unless one scenario has more', async () => {
    const { all, host, ahead } = start({ a: 150, b: 100, c: 1, d: 300, e: 1 }, 'a b c d e');
    for (const name of ['a', 'b', 'c', 'd', 'e']) await ask(ahead, all[name]);
    assert.deepEqual(host.batches.map((batch) => batch.split(' ').length), [250, 1, 300, 1]);
  });

  test('asks for the next batch as soon as a result of the last is taken, and not before', async () => {
    const { all, host, ahead } = start({ a: 50, b: 200, c: 200, d: 50, e: 50 }, 'a b c d e');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(host.batches.length, 1);
    await ask(ahead, all['a']);
    assert.deepEqual(host.batches.map((batch) => batch.split(' ').length), [250, 250]);
    assert.match(host.batches[1] ?? '', /^c1 .* d50$/);
    await ask(ahead, all['b']);
    await ask(ahead, all['c']);
    assert.match(host.batches[2] ?? '', /^e1 .* e50$/);
  });

  test('hands a result out once: another attempt is performed anew, and alone', async () => {
    const { all, host, ahead } = start({ a: 1, b: 1, c: 1 }, 'a b c');
    assert.equal(await ask(ahead, all['a']), 'a1#1');
    assert.equal(await ask(ahead, all['a']), 'a1#4');
    assert.equal(await ask(ahead, all['b']), 'b1#2');
    assert.equal(await ask(ahead, all['b']), 'b1#5');
    assert.deepEqual(host.batches, ['a1 b1 c1', 'a1', 'b1']);
  });

  test('performs a scenario as often as it is planned', async () => {
    const { all, host, ahead } = start({ a: 1, b: 1 }, 'a b a b');
    const answers = [];
    for (const name of ['a', 'b', 'a', 'b']) answers.push(await ask(ahead, all[name]));
    assert.deepEqual(answers, ['a1#1', 'b1#2', 'a1#3', 'b1#4']);
    assert.deepEqual(host.batches, ['a1 b1 a1 b1']);
  });

  test('performs what is asked for where it differs from what was read', async () => {
    const { all, host, ahead } = start({ a: 1, b: 1 }, 'a b');
    await ask(ahead, all['a']);
    const edited = (all['b'] ?? []).map((one) => ({ ...one, title: 'Edited since' }));
    assert.equal(await ask(ahead, edited), 'b1#3');
    assert.deepEqual(host.batches, ['a1 b1', 'b1']);
  });

  test('answers requests in another order than the plan, and several at a time, each with its own', async () => {
    const { all, host, ahead } = start({ a: 1, b: 1, c: 1 }, 'a b c');
    assert.deepEqual(await Promise.all(['b', 'c', 'a'].map((name) => ask(ahead, all[name]))), ['b1#2', 'c1#3', 'a1#1']);
    assert.deepEqual(host.batches, ['a1 b1 c1']);
  });

  test('performs a scenario alone when the batch threw: another may be at fault', async () => {
    const { all, host, ahead } = start({ a: 1, b: 1 }, 'a b', (batch) => {
      if (batch.includes('b1')) throw new Error('a mistake of ours');
      return {};
    });
    assert.equal(await ask(ahead, all['a']), 'a1#1');
    await assert.rejects(ask(ahead, all['b']), /a mistake of ours/);
    assert.deepEqual(host.batches, ['a1 b1', 'a1', 'b1']);
  });

  test('says of the engine what is known by now', async () => {
    let lost = false;
    const { all, ahead } = start({ a: 1, b: 1 }, 'a b', () => (lost ? { status: 'failed', why: 'it crashed' } : {}));
    assert.equal((await ahead.perform('chromium', all['a'] ?? [])).engine.status, 'ready');
    lost = true;
    await ask(ahead, all['a']);
    assert.equal((await ahead.perform('chromium', all['b'] ?? [])).engine.status, 'failed');
  });

  test('drops what was made for a plan when there is another', async () => {
    const all = scenarios({ a: 1, b: 1 });
    const host = makeHost();
    const ahead = new WorkAhead(host, () => Promise.resolve(Object.values(all).flat()));
    ahead.follow(planOf('a b', all));
    await ask(ahead, all['a']);
    ahead.follow(planOf('b', all));
    assert.equal(await ask(ahead, all['b']), 'b1#3');
    ahead.follow(null);
    assert.equal(await ask(ahead, all['b']), 'b1#4');
  });
});

describe('results that were made ahead are as good as others', () => {
  const hosts: Host[] = [];
  after(() => Promise.all(hosts.map((host) => host.stop())));
  const byScenario = [...new Set(seed.map(({ scenarioId }) => scenarioId))].map((id) => seed.filter(({ scenarioId }) => scenarioId === id));

  /** Asks for each scenario of the seed in turn. */
  async function run(lie: (pageCase: PageCase) => Lie | null, honestBatches: number): Promise<readonly Performance[]> {
    const host = await Host.start({
      resolve: (name) => ({ kind: 'playwright', name, build: 'system', executable: 'a fake', why: 'a test' }),
      start: () => startFakeBrowser({ name: 'chromium', honestBatches, lie }),
      patience: { silence: 400, lull: 400 },
    });
    hosts.push(host);
    const ahead = new WorkAhead(host, () => Promise.resolve(cases));
    ahead.follow({ chromium: byScenario.map(idsOf) });
    const answers: Performance[] = [];
    for (const one of byScenario) answers.push(await ahead.perform('chromium', one));
    assert.deepEqual(answers.map(({ results }) => results.map((result) => result.case.id)), byScenario.map(idsOf));
    return answers;
  }
  const kinds = (answers: readonly Performance[]): string[] => answers.flatMap(({ results }) => results.map(({ verdict }) => verdict.kind));

  test('an honest engine conforms', async () => {
    assert.deepEqual([...new Set(kinds(await run(() => null, 1)))].sort(), ['conforms', 'observed']);
  });

  test('a crash costs the cases in flight, of whatever scenarios; the others have real results', async () => {
    let performed = 0;
    const found = kinds(await run(() => (++performed === 30 ? 'crashes' : null), 1));
    const lost = found.filter((kind) => kind === 'crash').length;
    assert.ok(lost >= 1 && lost <= 5, `${lost} cases lost`);
    assert.equal(found.filter((kind) => kind === 'conforms' || kind === 'observed').length, seed.length - lost);
  });

  test('a canary that misbehaves invalidates them all', async () => {
    const answers = await run(() => 'skips-preflight', 0);
    assert.deepEqual([...new Set(kinds(answers))], ['harness-error']);
    for (const { engine } of answers) assert.equal(engine.status, 'invalid');
  });
});
