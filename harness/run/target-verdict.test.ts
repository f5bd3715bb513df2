import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProxiedConnection } from '../../servers/document-proxy.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { HeaderList } from '../fetch/header.ts';
import type { AtTarget, RequestToTarget } from '../target/at-target.ts';
import { foretell } from '../target/foretell.ts';
import type { Foretold, NotSent } from '../target/foretell.ts';
import type { Attempt } from '../target/page-at.ts';
import type { PlainAnswer } from '../target/plain-client.ts';
import { seen as script } from '../verdict/sample.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import { targetCase } from './sample-target.ts';
import { bindTargetCase } from './target-case.ts';
import { targetVerdict } from './target-verdict.ts';

const page = 'https://app.example.com';
const api = { host: 'api.example.com', port: 443 };
const cdn = { host: 'cdn.example.com', port: 443 };
const made = (place: typeof api, failed: string | null = null): ProxiedConnection => ({ ...place, failed });

async function requestOf(fields: Readonly<Record<string, string>> = {}): Promise<{ given: Awaited<ReturnType<typeof targetCase>>; request: RequestToTarget }> {
  const given = await targetCase(fields);
  const target = { secrets: new Map(), allowUnsafeMethods: false, timeout: 2000 };
  return { given, request: bindTargetCase(given, { url: 'https://api.example.com/v1/profile', documentOrigin: page }, target) };
}

const response = (status: number, headers: HeaderList = []): PlainAnswer => ({ kind: 'response', status, statusText: '', headers, body: '' });
const letIn: HeaderList = [['Access-Control-Allow-Origin', page], ['Access-Control-Allow-Methods', 'PUT']];
const failed: PlainAnswer = { kind: 'failed', trouble: 'refused', code: 'ECONNREFUSED' };
const redirected = response(302, [...letIn, ['Location', 'https://cdn.example.com/there']]);

/** Foretells with these answers, one after the other. */
function foretellWith({ script: asked }: RequestToTarget, answers: readonly (PlainAnswer | NotSent)[]): Promise<Foretold> {
  const rest = [...answers];
  return foretell(asked, () => Promise.resolve(rest.shift() ?? response(599)), () => null);
}

const identity = { name: 'chromium', version: '1', build: 'system', driver: 'playwright', from: 'a fake' } as const;
const attempt = (client: ClientObservation | null, rest: Partial<Attempt> = {}): Attempt => ({ engine: 'chromium', identity, trouble: null, client, words: [], connections: [made(api)], refused: [], cookiesSent: null, ...rest });
const notSent = (because: NotSent['because'], why = 'why so'): NotSent => ({ kind: 'not-sent', because, why });

const block = { expect: '{ outcome: network-error }' };
const put = { request: '{ method: PUT }' };
type Seen = (foretold: Foretold) => AtTarget;
const asked = (client: ClientObservation | null, rest: Partial<Attempt> = {}, twin = false): Seen => (foretold) => ({ kind: 'asked', foretold, attempt: attempt(client, rest), twin });
const response200 = script.response({ headers: [] });

type Row = readonly [words: string, fields: Readonly<Record<string, string>>, answers: readonly (PlainAnswer | NotSent)[], seen: Seen, kind: VerdictKind, why: RegExp];

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const [words, fields, answers, seen, kind, why] of rows) {
      test(`${words}: ${kind}`, async () => {
        const { given, request } = await requestOf(fields);
        const verdict = targetVerdict(given, seen(await foretellWith(request, answers)), request);
        assert.equal(verdict.kind, kind, `${verdict.why} ${JSON.stringify(verdict.differences)}`);
        assert.match(verdict.why, why);
      });
    }
  });
}

const none = /^$/;
table('where nothing was asked', [
  ['nobody gave leave', block, [], (foretold) => ({ kind: 'not-asked', foretold, notSent: notSent('consent') }), 'skipped', /why so/],
  ['the target is left alone', block, [], (foretold) => ({ kind: 'not-asked', foretold, notSent: notSent('left-alone') }), 'not-run', /why so/],
  ['it would have gone elsewhere', block, [], (foretold) => ({ kind: 'not-asked', foretold, notSent: notSent('out-of-scope') }), 'inconclusive', /led to where nothing may be sent: why so/],
  ['no engine could be shown the answer', block, [], (foretold) => ({ kind: 'unseen', foretold, why: 'no twin' }), 'inconclusive', /no twin/],
  ['the server is dead, which is no block', block, [failed], (foretold) => ({ kind: 'no-answer', foretold }), 'not-run', /^not CORS: Nobody listens.*ECONNREFUSED/],
  ['the server is dead after the preflight', { ...block, ...put }, [response(204, letIn), failed], (foretold) => ({ kind: 'no-answer', foretold }), 'not-run', /ECONNREFUSED/],
]);

table('an engine', [
  ['gets a response', {}, [response(200, letIn)], asked(response200), 'conforms', none],
  ['gets none, as the standard says', block, [response(200)], asked(script.fetchError()), 'conforms', none],
  ['that could not be started again', block, [response(200)], asked(null, { trouble: 'no browser', identity: null }), 'crash', /no browser/],
  ['that died', block, [response(200)], asked(null, { trouble: 'it is gone' }), 'crash', /it is gone/],
  ['whose page says nothing', block, [response(200)], asked(null), 'harness-error', /reported nothing/],
  ['gets no answer in time', block, [response(200)], asked({ kind: 'timeout', after: 2000 }), 'timeout', /2000 ms/],
]);

table('an engine that gets no response must have been there', [
  ['it made no connection', block, [response(200)], asked(script.fetchError(), { connections: [] }), 'inconclusive', /did not reach/],
  ['its connection failed', block, [response(200)], asked(script.fetchError(), { connections: [made(api, 'ECONNREFUSED')] }), 'inconclusive', /did not reach/],
  ['one of its connections failed', block, [response(200)], asked(script.fetchError(), { connections: [made(api, 'ECONNREFUSED'), made(api)] }), 'conforms', none],
  ['it connected to the same host at another port', block, [response(200)], asked(script.fetchError(), { connections: [made({ ...api, port: 80 })] }), 'inconclusive', /did not reach/],
  ['it did not follow the redirect', block, [redirected, response(200)], asked(script.fetchError()), 'inconclusive', /did not reach/],
  ['it followed the redirect', block, [redirected, response(200)], asked(script.fetchError(), { connections: [made(api), made(cdn)] }), 'conforms', none],
  ['the preflight is all that it was to send', { ...block, ...put }, [response(403)], asked(script.fetchError(), {}, true), 'conforms', none],
  ['with a twin, it need not go where nothing was sent', put, [response(204, letIn), notSent('consent')], asked(response200, {}, true), 'conforms', none],
]);

const refused = { refused: [made(cdn, 'not-allowed')] };
table('an engine that was led where it may not go', [
  ['got no response, though by the standard there is one', {}, [response(200, letIn)], asked(script.fetchError(), refused), 'inconclusive', /wanted to connect to cdn\.example\.com:443, where the target had not led/],
  ['called home, and got none as the standard says', block, [response(200)], asked(script.fetchError(), refused), 'conforms', none],
  ['called home, and got a response', {}, [response(200, letIn)], asked(response200, refused), 'conforms', none],
  ['called home, and got one that it must not get', block, [response(200)], asked(response200, refused), 'deviates', /outcome/],
]);

table('the scenario’s own words', [
  ['the status that it names is the last answer’s', { target: '{ name: staging, path: /, status: 404 }', ...block }, [response(404)], asked(script.fetchError()), 'conforms', none],
  ['without it a 404 proves nothing', block, [response(404)], asked(script.fetchError()), 'inconclusive', /status 404/],
  ['with a twin nothing follows from the twin’s status', put, [response(204, letIn), notSent('consent')], asked(script.response({ status: 500, headers: [] }), {}, true), 'conforms', none],
]);
