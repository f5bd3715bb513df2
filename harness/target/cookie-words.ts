import { isSameSite, parseUrl } from '../fetch/url.ts';
import type { AskedRequest } from './asked-request.ts';
import type { EngineAnswer, WithoutCookies } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';

export interface CookieCase {
  readonly asked: AskedRequest;
  readonly origin: string;
  readonly exchanges: readonly AskedAndAnswered[];
  readonly withoutCookies: WithoutCookies | null;
}

/** Names that the public suffix list does not know; a library of WebKitGTK takes each for a site of its own. */
const unlisted = /\.(test|example|invalid|local|localhost|internal|lan|home|corp)$/;

/** Adds to what an engine says whether it sends the cookies, and what of its failure is due to that. */
export function cookieWords(answer: EngineAnswer, given: CookieCase): EngineAnswer {
  if (answer.cookiesSent === null) return answer;
  return { ...answer, says: `${answer.says}; ${answer.cookiesSent ? sentWords(given) : unsentWords(answer, given)}` };
}

function sentWords({ asked, origin }: CookieCase): string {
  const sent = 'the cookies go with it';
  return isSameSite(origin, new URL(asked.url).origin) ? sent : `${sent}: they were set by an answer to this page, while those that the user has from the other site itself may be kept apart`;
}

function unsentWords({ engine }: EngineAnswer, { asked, origin, exchanges, withoutCookies }: CookieCase): string {
  const { origin: server, hostname } = new URL(asked.url);
  const why = !isSameSite(origin, server) ? ', which are those of another site' : engine === 'webkit' && unlisted.test(hostname) ? ' (WebKitGTK takes each name below such an ending for a site of its own)' : '';
  const [withThem, without] = [statusOf(exchanges), statusOf(withoutCookies?.exchanges ?? [])];
  const due = withThem !== null && withThem < 400 && without !== null && without >= 400 ? `, and that is why: without them the server answers ${without}, with them ${withThem}` : '';
  return `it does not send the cookies${why}${due}`;
}

function statusOf(exchanges: readonly AskedAndAnswered[]): number | null {
  const last = exchanges.at(-1)?.answer;
  return last?.kind === 'response' ? last.status : null;
}

/** Says how cookies would be sent in every engine. */
export function cookieMends({ url }: AskedRequest, origin: string): readonly string[] {
  const server = parseUrl(url);
  if (server === null) return [];
  if (isSameSite(origin, server.origin)) return ['The cookies are not sent in every engine, though page and server are of one site: use names below one domain that is on the public suffix list, such as `app.example.com` and `api.example.com`, or `localhost` with two ports.'];
  return [
    'Cookies of another site are not sent in every engine, whatever the server answers. Serve both from one site (`app.example.com` and `api.example.com`), or the API below the address of the page: then all send them.',
    'Or identify the user by a token in `Authorization`, which no engine holds back.',
    server.protocol === 'https:' ? 'Or set the cookies with `SameSite=None; Secure; Partitioned`, in an answer to a request of this page: engines that know `Partitioned` keep and send them for this site alone.' : 'Serve it over https: only then cookies can be `SameSite=None; Secure`.',
  ];
}
