import { randomBytes } from 'node:crypto';
import type { Topology } from '../../servers/topology.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import { inLongForm } from '../scenario/load.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import type { Case } from '../scenario/schema.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import { bind } from './bind.ts';
import type { BoundCase } from './bind.ts';

/** A request whose outcome is known beforehand. When it ends otherwise, nothing that the engine says can be trusted. */
export interface Canary {
  readonly name: string;
  readonly bound: BoundCase;
  readonly mustBe: VerdictKind;
  /** What script must see, where the verdict alone does not tell. */
  readonly mustSee?: ClientObservation['kind'];
}

const secret = (): string => randomBytes(12).toString('hex');

function canaryCase(id: string, written: object): Case {
  const { matrix: _matrix, apis: _apis, steps: _steps, expect, ...scenario } = scenarioSchema.parse({ id, title: id, spec: 'https://fetch.spec.whatwg.org/#http-cors-protocol', ...written });
  return { ...scenario, id, scenarioId: id, file: '', line: 0, api: 'fetch', wait: 0, before: [], expect: expect === undefined ? null : inLongForm(expect) };
}

/** Makes the canaries of one start of an engine: one blocked, one preflighted, one let through, one to a closed port. */
export function makeCanaries(topology: Topology): Canary[] {
  const body = secret();
  const preflighted = {
    request: { method: 'PUT' },
    resource: {
      preflight: { status: '204', headers: { 'Access-Control-Allow-Origin': '{origin}', 'Access-Control-Allow-Methods': 'PUT' } },
      response: { headers: { 'Access-Control-Allow-Origin': '{origin}' }, body },
    },
    expect: { outcome: 'cors', exchanges: ['preflight', 'request'] },
  };
  const blocked = { resource: { response: { body } }, expect: { outcome: 'network-error', exchanges: ['request'] } };
  const allowed = { resource: { response: { headers: { 'Access-Control-Allow-Origin': '{origin}' }, body } }, expect: { outcome: 'cors', exchanges: ['request'] } };
  const of = (id: string, name: string, written: object, mustBe: VerdictKind = 'conforms'): Canary => ({ name, bound: bind(canaryCase(id, written), topology, secret()), mustBe });

  const closed = of('closed-port', 'a request to a closed port proves nothing', blocked, 'inconclusive');
  const closedUrl = `${topology.unreachable['closed-port'][0]?.['same-site'].http ?? ''}/${closed.bound.token}/resource`;
  return [
    of('blocked', 'a response without Access-Control-Allow-Origin is withheld', blocked),
    of('preflighted', 'a PUT is preflighted', preflighted),
    of('allowed', 'a response with Access-Control-Allow-Origin is let through', allowed),
    // A response from there, which something in between made up, would prove nothing either: it must be a network error.
    { ...closed, mustSee: 'network-error', bound: { ...closed.bound, page: { ...closed.bound.page, url: closedUrl } } },
  ];
}
