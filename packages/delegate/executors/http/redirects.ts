import { type Answer, type Call, CallRefused } from './call.ts';

/** How many redirects one step follows. */
export const MOST_REDIRECTS = 10;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Headers that are for the host that the author named, and for no other. */
const CONFIDENTIAL = /^(authorization|proxy-authorization|cookie|x-api-key|.*(token|secret).*)$/i;

/**
 * The call to make after this answer, or null when the answer is the end. As browsers do: after 303, and after 301 and
 * 302 to anything but GET and HEAD, the next is a GET without the body. On the way to another origin, the body and all
 * headers that might be confidential stay behind.
 */
export function nextCall(before: Call, answer: Answer): Call | null {
  if (!REDIRECTS.has(answer.status) || answer.location === null) return null;
  if (!URL.canParse(answer.location, before.url.href)) {
    throw new CallRefused('The server redirects to something that is no address.');
  }
  const url = new URL(answer.location, before.url);
  const elsewhere = url.origin !== before.url.origin;
  const toGet =
    answer.status === 303
      ? before.method !== 'HEAD'
      : answer.status < 303 && before.method !== 'GET' && before.method !== 'HEAD';
  const keepsBody = !toGet && !elsewhere;
  const headers = before.headers.filter(
    ({ name }) =>
      !/^host$/i.test(name) &&
      (!elsewhere || !CONFIDENTIAL.test(name)) &&
      (keepsBody || !/^content-(type|length|encoding)$/i.test(name)),
  );
  return {
    url,
    method: toGet ? 'GET' : before.method,
    headers,
    body: keepsBody ? before.body : null,
  };
}
