import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Reason } from '../fetch/reason.ts';
import { agreement } from './agreement.ts';
import type { EngineWords } from '../engines/engine.ts';
import type { Agreement } from './agreement.ts';

const words = (...codes: (string | null)[]): EngineWords[] => codes.map((code) => ({ source: code?.startsWith('CORS') === true ? 'rdp' : 'cdp', code, detail: null, text: 'Origin null is not allowed by Access-Control-Allow-Origin.', url: null }));
const silent: Agreement = { kind: 'silent' };
const agrees = (code: string): Agreement => ({ kind: 'agrees', code });
const disagrees = (code: string, ...means: Reason[]): Agreement => ({ kind: 'disagrees', code, means });
const otherOrigin: Reason[] = ['acao-invalid', 'acao-null', 'acao-mismatch', 'redirect-tainted-origin'];

const rows: readonly [what: string, reason: Reason | null, codes: readonly (string | null)[], expected: Agreement][] = [
  ['nothing was said', 'acao-missing', [], silent],
  ['a sentence without a code', 'acao-missing', [null], silent],
  ['success, and nothing was said', null, [], silent],
  ['the same failure in Chromium', 'acao-missing', ['MissingAllowOriginHeader'], agrees('MissingAllowOriginHeader')],
  ['the same failure of a preflight', 'acao-missing', ['PreflightMissingAllowOriginHeader'], agrees('PreflightMissingAllowOriginHeader')],
  ['the same failure in Firefox, with a version', 'acao-missing', ['CORSMissingAllowOrigin2'], agrees('CORSMissingAllowOrigin2')],
  ['the same failure in Firefox, without one', 'acao-missing', ['CORSMissingAllowOrigin'], agrees('CORSMissingAllowOrigin')],
  ['one code for several reasons', 'acao-null', ['AllowOriginMismatch'], agrees('AllowOriginMismatch')],
  ['a list of origins in one line, to Firefox a value that does not match', 'acao-multiple', ['CORSAllowOriginNotMatchingOrigin'], agrees('CORSAllowOriginNotMatchingOrigin')],
  ['another failure', 'acac-not-true', ['AllowOriginMismatch'], disagrees('AllowOriginMismatch', ...otherOrigin)],
  ['another failure, then what comes with every one', 'acac-not-true', ['AllowOriginMismatch', 'net::ERR_FAILED'], disagrees('AllowOriginMismatch', ...otherOrigin)],
  ['a failure where success is predicted', null, ['CORSMissingAllowOrigin2'], disagrees('CORSMissingAllowOrigin2', 'acao-missing')],
  ['two codes for one failure', 'preflight-redirect', ['CORSExternalRedirectNotAllowed', 'CORSPreflightDidNotSucceed3', 'CORSDidNotSucceed2'], agrees('CORSExternalRedirectNotAllowed')],
  ['a redirect without Location', 'preflight-redirect', ['CORSPreflightDidNotSucceed3', 'CORSDidNotSucceed2'], agrees('CORSPreflightDidNotSucceed3')],
  ['what Firefox adds to every failed preflight', 'method-case', ['CORSDidNotSucceed2', 'CORSMethodNotFound'], agrees('CORSMethodNotFound')],
  ['what Firefox adds, alone', 'method-case', ['CORSDidNotSucceed2'], silent],
  ['what Firefox adds, where success is predicted', null, ['CORSDidNotSucceed2'], silent],
  ['no response', 'network', ['CORSDidNotSucceed2'], agrees('CORSDidNotSucceed2')],
  ['no response is predicted, and the engine names a failure of CORS', 'network', ['CORSDidNotSucceed2', 'CORSMissingAllowOrigin2'], disagrees('CORSMissingAllowOrigin2', 'acao-missing')],
  ['a network failure', 'network', ['net::ERR_CONNECTION_REFUSED'], agrees('net::ERR_CONNECTION_REFUSED')],
  ['a network failure, which is no code of CORS', 'acao-missing', ['net::ERR_CONNECTION_REFUSED'], silent],
  ['the failure that comes with every one', 'acao-missing', ['net::ERR_FAILED'], silent],
  ['a blocked port', 'bad-port', ['net::ERR_UNSAFE_PORT'], agrees('net::ERR_UNSAFE_PORT')],
  ['a blocked port is no failure of CORS', null, ['net::ERR_UNSAFE_PORT'], silent],
  ['a reason for blocking', 'corp', ['corp-not-same-site'], agrees('corp-not-same-site')],
  ['a warning before the rule is enforced', 'authorization-not-covered-by-star', ['CORSAllowHeaderFromPreflightDeprecation'], agrees('CORSAllowHeaderFromPreflightDeprecation')],
  ['a code that is not known', 'acao-missing', ['CORSSomethingNew', 'HTML parser'], silent],
];

describe('agreement', () => {
  for (const [what, reason, codes, expected] of rows) test(what, () => assert.deepEqual(agreement(reason, words(...codes)), expected));
});
