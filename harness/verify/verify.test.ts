import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startFakeBrowser } from '../engines/fake/fake-browser.ts';
import type { Lie } from '../engines/fake/fake-browser.ts';
import type { EngineName } from '../engines/engine.ts';
import type { Resolution } from '../engines/resolve.ts';
import { requireCatalogue } from '../run/catalogue.ts';
import { Host } from '../run/host.ts';
import { settings } from '../run/settings.ts';
import { formatFinding } from './format.ts';
import { planRounds } from './rounds.ts';
import { verify } from './verify.ts';
import type { EndedRound, Verified } from './verify.ts';

// Engines that change their mind: verify must notice, in the right case, engine and round, and in no other.

const { cases: all } = await requireCatalogue(settings.scenarios);
const withheld = all.find(({ scenarioId, api }) => scenarioId === 'seed/no-allow-origin' && api === 'fetch') ?? assert.fail();
// A page is not told the id of a case, but knows its address.
const victim = { ...withheld, id: 'victim/fetch', request: { ...withheld.request, path: '/victim' } };
const others = all.filter(({ scenarioId, id }) => scenarioId.startsWith('seed/') && id !== withheld.id);

const found = (name: EngineName): Resolution => ({ kind: 'playwright', name, build: 'system', executable: 'a fake', why: 'a test' });

interface Told {
  readonly engine: EngineName;
  /** How many hosts were started before. */
  readonly host: number;
  /** How often the case was performed with this host before. */
  readonly times: number;
}

interface Outcome {
  readonly verified: readonly Verified[];
  readonly ended: readonly EndedRound[];
  readonly hosts: number;
  readonly stopped: number;
}

async function run(lie: (told: Told) => Lie | null, options: { count?: number; shared?: number; fresh?: number; engines?: readonly EngineName[]; resolve?: (name: EngineName) => Resolution; onRound?: (ended: EndedRound, controller: AbortController, host: Host) => void } = {}): Promise<Outcome> {
  const { count = 20, shared = 4, fresh = 2, engines = ['chromium'], resolve = found } = options;
  const ended: EndedRound[] = [];
  let [hosts, stopped] = [0, 0];
  let last: Host | null = null;
  const controller = new AbortController();
  const startHost = async (): Promise<Host> => {
    const number = hosts++;
    let times = 0;
    const host = await Host.start({
      resolve,
      start: ({ name }) => startFakeBrowser({ name, honestBatches: 1, lie: ({ url }) => (url.endsWith('/victim') ? lie({ engine: name, host: number, times: times++ }) : null) }),
    });
    const stop = host.stop.bind(host);
    host.stop = () => {
      stopped++;
      return stop();
    };
    return (last = host);
  };
  const verified = await verify({
    cases: [...others.slice(0, count - 1), victim],
    known: [],
    engines,
    rounds: planRounds(1, shared, fresh),
    startHost,
    signal: controller.signal,
    onRound: (round) => {
      ended.push(round);
      if (last !== null) options.onRound?.(round, controller, last);
    },
  });
  return { verified, ended, hosts, stopped };
}

const texts = ({ findings }: Verified): string[] => findings.map((finding) => formatFinding(finding, []));

describe('verify', () => {
  test('finds nothing in an engine that always does the same', async () => {
    const { verified, ended, hosts, stopped } = await run(() => null, { count: 120 });
    assert.deepEqual(verified.map(texts), [[]]);
    assert.equal(verified[0]?.rounds, 6);
    assert.deepEqual(ended.map(({ round, changed }) => [round.number, round.fresh, changed]), [[1, false, 0], [2, false, 0], [3, false, 0], [4, false, 0], [5, true, 0], [6, true, 0]]);
    // One for the rounds that share a browser, and one for each that does not; each is ended.
    assert.deepEqual([hosts, stopped], [3, 3]);
  });

  test('finds a case that ends otherwise in round 3, and says so at that round', async () => {
    const { verified, ended } = await run(({ host, times }) => (host === 0 && times === 2 ? 'ignores-allow-origin' : null));
    const [text, ...more] = verified.flatMap(texts);
    assert.deepEqual(more, []);
    assert.match(text ?? '', /^unstable {2}chromium {2}victim\/fetch\n.*\n {2}conforms in rounds 1-2, 4-6\n {2}deviates in round 3\n {4}outcome: expected network-error, observed cors\n/);
    assert.match(text ?? '', /again: .* --engine chromium --seed 1 --rounds 3 --fresh 0$/);
    assert.deepEqual(ended.map(({ changed }) => changed), [0, 0, 1, 0, 0, 0]);
  });

  test('finds a case that ends otherwise in a fresh browser', async () => {
    const { verified } = await run(({ host }) => (host === 2 ? 'ignores-allow-origin' : null));
    assert.match(verified.flatMap(texts).join(), /conforms in rounds 1-5\n {2}deviates in round 6\n.*\n {2}again: .* --seed 6 --rounds 0 --fresh 1$/);
  });

  test('finds a case that deviates always: stable, and not as expected', async () => {
    const { verified } = await run(() => 'ignores-allow-origin');
    assert.match(verified.flatMap(texts).join('|'), /^unexpected {2}chromium {2}victim\/fetch\n.*\n {2}deviates in rounds 1-6\n[^|]*$/);
  });

  test('finds a crash, and goes on', async () => {
    const { verified } = await run(({ host, times }) => (host === 0 && times === 1 ? 'crashes' : null), { fresh: 0 });
    assert.equal(verified[0]?.rounds, 4);
    const [own, ...neighbours] = verified.flatMap(texts).sort((one, other) => Number(other.includes('victim/')) - Number(one.includes('victim/')));
    assert.match(own ?? '', /victim\/fetch\n.*\n {2}conforms in rounds 1, 3-4\n {2}crash in round 2: the fake crashed/);
    // Those in flight with it are lost too.
    assert.ok(neighbours.length <= 4);
  });

  test('tells engines apart', async () => {
    const { verified } = await run(({ engine, host, times }) => (engine === 'webkit' && host < 3 && times === 1 ? 'ignores-allow-origin' : null), { engines: ['chromium', 'firefox', 'webkit'], shared: 3, fresh: 0 });
    assert.deepEqual(verified.map(({ engine, findings }) => [engine, findings.length]), [['chromium', 0], ['firefox', 0], ['webkit', 1]]);
  });

  test('performs no round with an engine that cannot be had, and says why', async () => {
    const missing = (name: EngineName): Resolution => ({ kind: 'missing', name, why: 'there is none', remedy: 'get one' });
    const { verified, ended } = await run(() => null, { resolve: missing });
    assert.deepEqual(ended, []);
    assert.deepEqual(verified, [{ engine: 'chromium', rounds: 0, findings: [], slowest: null, varied: [], trouble: { engine: 'chromium', why: 'missing. there is none. To mend it: get one' }, late: [] }]);
  });

  test('keeps what was found when the harness itself fails, and says how', async () => {
    const { verified, hosts, stopped } = await run(({ host, times }) => (host === 0 && times === 1 ? 'ignores-allow-origin' : null), {
      onRound: ({ round }, _controller, host) => void (round.number === 3 && (host.perform = () => Promise.reject(new Error('a mistake of ours')))),
    });
    assert.equal(verified[0]?.rounds, 3);
    assert.match(verified[0].trouble?.why ?? '', /^the harness failed\. Error: a mistake of ours\n/);
    assert.match(verified.flatMap(texts).join(), /conforms in rounds 1, 3\n {2}deviates in round 2\n/);
    assert.deepEqual([hosts, stopped], [1, 1]);
  });

  test('ended early, it compares the rounds that had ended, and leaves no host behind', async () => {
    const { verified, hosts, stopped } = await run(({ times }) => (times === 2 ? 'never-answers' : null), {
      onRound: ({ round }, controller) => void (round.number === 2 && setTimeout(() => controller.abort(), 100)),
    });
    assert.equal(verified[0]?.rounds, 2);
    assert.deepEqual(verified.flatMap(texts), []);
    assert.deepEqual([hosts, stopped], [1, 1]);
  });
});
