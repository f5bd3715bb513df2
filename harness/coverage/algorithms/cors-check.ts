import { serializeRequestOrigin } from '../../fetch/request.ts';
import type { Reason } from '../../fetch/reason.ts';
import { both, failedFor, traced } from '../step.ts';
import type { By, CoveredAlgorithm, Step } from '../step.ts';
import { requestAtEnd } from './origin.ts';

const link = 'https://fetch.spec.whatwg.org/#concept-cors-check';

/** Of the response to a preflight the trace says so. */
const ofPreflight = "of the preflight's response: ";

function stepsOf(whose: 'response' | 'preflight'): readonly Step[] {
  const checked = (step: string, says = ''): By => traced('cors-check', step, new RegExp(`^${whose === 'preflight' ? ofPreflight : `(?!${ofPreflight})`}.*${says}`, 's'));
  const any: By = ({ prediction }) => prediction.trace.some(({ algorithm, says }) => algorithm === 'cors-check' && says.startsWith(ofPreflight) === (whose === 'preflight'));
  const refused = (reason: Reason): By => both(checked('4', ': failure$'), failedFor(reason));
  const opaque: By = (sighting) => requestAtEnd(sighting)?.origin === 'null';
  const tainted: By = (sighting) => {
    const request = requestAtEnd(sighting);
    return request !== null && request.origin !== 'null' && serializeRequestOrigin(request) === 'null';
  };
  return [
    { step: '1', says: 'reads `Access-Control-Allow-Origin`; several lines count as one value, joined with `, `', by: any },
    { step: '2', says: 'it is not there: failure', by: checked('2') },
    { step: '3', says: '`*`, without credentials: success', by: checked('3') },
    { step: '4', says: 'it is another origin: failure', by: refused('acao-mismatch') },
    { step: '4', says: 'it is no origin as browsers write one (a path, upper case, a port too many, white space …): failure', by: refused('acao-invalid') },
    { step: '4', says: 'it holds a comma, since it is a list or stands in two lines: failure', by: refused('acao-multiple') },
    { step: '4', says: 'it is `null`, and the request has an origin: failure', by: refused('acao-null') },
    { step: '4', says: 'it is `*`, with credentials: failure', by: refused('acao-star-with-credentials') },
    { step: '4', says: 'it is the page’s origin, which redirects have made `null`: failure', by: refused('redirect-tainted-origin') },
    { step: '4', says: 'the request’s origin is opaque, and it is not `null`: failure', by: both(checked('4', ': failure$'), opaque) },
    { step: '5', says: 'it is the request’s origin, without credentials: success', by: checked('5') },
    { step: '5', says: 'it is `null`, as is the request’s opaque origin: success', by: both(checked('5', 'origin, null,'), opaque) },
    { step: '5', says: 'it is `null`, as the origin is after redirects: success', by: both(checked('5', 'origin, null,'), tainted) },
    { step: '6', says: 'reads `Access-Control-Allow-Credentials`', by: (sighting) => checked('7')(sighting) || checked('8')(sighting) },
    { step: '7', says: 'it is `true`: success', by: checked('7') },
    { step: '8', says: 'it is not there: failure', by: checked('8', 'is not there') },
    { step: '8', says: 'it is anything but `true` (`TRUE`, a list, two lines): failure', by: checked('8', 'is "') },
  ];
}

export const corsCheckOfResponse: CoveredAlgorithm = { title: 'CORS check of a response', link, steps: stepsOf('response') };
export const corsCheckOfPreflight: CoveredAlgorithm = { title: 'CORS check of a preflight’s response', link, steps: stepsOf('preflight') };
