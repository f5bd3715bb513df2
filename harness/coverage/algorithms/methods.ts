import { both, corsRequest, fetched, traced, either } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';

const method = (pattern: RegExp): By => ({ made }) => made !== null && pattern.test(made.method);
/** Script writes one of these otherwise than in upper case. */
const written = (...methods: readonly string[]): By => both(fetched, ({ asked: { method: name } }) => methods.includes(name.toUpperCase()) && name !== name.toUpperCase());
const refused = (pattern: RegExp): By => both(({ asked }) => pattern.test(asked.method), either(traced('request-constructor', '25.2'), traced('xhr-open', '3')));

export const methods: CoveredAlgorithm = {
  title: 'methods: CORS-safelisted, forbidden, normalized',
  link: 'https://fetch.spec.whatwg.org/#methods',
  steps: [
    { step: '·', says: 'GET is safelisted', by: both(corsRequest, method(/^GET$/)) },
    { step: '·', says: 'HEAD is safelisted', by: both(corsRequest, method(/^HEAD$/)) },
    { step: '·', says: 'POST is safelisted', by: both(corsRequest, method(/^POST$/)) },
    { step: '·', says: 'PUT, DELETE and PATCH are not', by: both(corsRequest, method(/^(?:PUT|DELETE|PATCH)$/)) },
    { step: '·', says: 'OPTIONS by script is not', by: both(corsRequest, method(/^OPTIONS$/)) },
    { step: '·', says: 'any other method is not', by: both(corsRequest, method(/^(?!GET$|HEAD$|POST$|PUT$|DELETE$|PATCH$|OPTIONS$)/)) },
    { step: '·', says: 'CONNECT is forbidden', by: refused(/^connect$/i) },
    { step: '·', says: 'TRACE is forbidden', by: refused(/^trace$/i) },
    { step: '·', says: 'TRACK is forbidden', by: refused(/^track$/i) },
    { step: '·', says: 'they are in any case', by: refused(/[a-z]/) },
    { step: '·', says: 'get, head and post are put in upper case', by: written('GET', 'HEAD', 'POST') },
    { step: '·', says: 'delete, options and put are put in upper case', by: written('DELETE', 'OPTIONS', 'PUT') },
    { step: '·', says: 'patch and all others stay as they are written', by: both(fetched, ({ asked: { method: name } }) => /[a-z]/.test(name) && !['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT'].includes(name.toUpperCase())) },
  ],
};
