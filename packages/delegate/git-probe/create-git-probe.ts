import { addressRules } from '../executors/http/address-rules.ts';
import { type Answer, type Call, CallRefused, call } from '../executors/http/call.ts';
import { MOST_REDIRECTS, nextCall } from '../executors/http/redirects.ts';
import { type DelegateSettings, readSettings } from '../settings.ts';

export interface Probed {
  readonly url: string;
  readonly credentials: { readonly user: string; readonly password: string } | null;
}
export type ProbeResult =
  | { readonly readable: true }
  | { readonly readable: false; readonly problem: string };

/** How long one look may take. */
const PATIENCE_MS = 15_000;
/** What a server of git begins its answer with, in the second version of its protocol and in the first. */
const ADVERTISEMENT = /^[0-9a-f]{4}(?:version 2|# service=git-upload-pack)\n/;

/**
 * Asks for a repository as `git ls-remote` begins: by the request with which a server says what it has. It goes where Http
 * steps may go, and no further; credentials stay with the host that they are for.
 */
export function createGitProbe(
  own: Partial<DelegateSettings> = {},
): (repository: Probed) => Promise<ProbeResult> {
  const settings = { ...readSettings(process.env), ...own };
  return async ({ url, credentials }) => {
    const address = `${url.replace(/\/+$/, '')}/info/refs?service=git-upload-pack`;
    if (!/^https?:\/\//i.test(url) || !URL.canParse(address)) {
      return unreadable('only repositories at http:// and https:// can be tried');
    }
    const first = { url: new URL(address), method: 'GET', headers: headersOf(credentials) };
    try {
      return judge(await follow({ ...first, body: null }, settings));
    } catch (error) {
      return unreadable(`${first.url.host} ${why(error)}`);
    }
  };
}

const unreadable = (problem: string): ProbeResult => ({ readable: false, problem });

/** The second version of the protocol lists no branches unless it is asked to, so the answer is short. */
function headersOf(credentials: Probed['credentials']): Call['headers'] {
  const asked = [{ name: 'git-protocol', value: 'version=2' }];
  if (credentials === null) return asked;
  const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  return [...asked, { name: 'authorization', value: `Basic ${pair}` }];
}

async function follow(first: Call, settings: DelegateSettings): Promise<Answer> {
  const rules = addressRules(settings.httpAllow, settings.httpDeny);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { proxy } = settings;
  let next = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const none = { certificate: null, certificateKey: null };
    const answer = await call(next, { rules, proxy, signal, ...none });
    const after = nextCall(next, answer);
    if (after === null) return answer;
    next = after;
  }
  throw new CallRefused(`redirects more than ${MOST_REDIRECTS} times`);
}

function judge({ status, body }: Answer): ProbeResult {
  if (status === 200 && ADVERTISEMENT.test(body)) return { readable: true };
  if (status === 200) return unreadable('what answers there is no server of git');
  if (status === 401 || status === 403) {
    return unreadable(`the server refuses the credentials, or needs some (${status})`);
  }
  if (status === 404) {
    return unreadable('there is no such repository, or these credentials may not see it (404)');
  }
  return unreadable(`the server answers ${status}`);
}

function why(error: unknown): string {
  if (error instanceof CallRefused) return `was not asked: ${error.message}`;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return `did not answer within ${PATIENCE_MS / 1000} seconds`;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection';
  return `cannot be reached (${code})`;
}
