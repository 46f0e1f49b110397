import { lookup as lookUpAll } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { ProxySettings } from '../../settings.ts';
import type { AddressRules } from './address-rules.ts';
import { proxyFor, throughProxy } from './proxy.ts';

/** One request and nothing more: no redirect is followed. */
export interface Call {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string | null;
}

/** What all calls of a step have in common. */
export interface CallSettings {
  readonly rules: AddressRules;
  readonly proxy: ProxySettings;
  readonly certificate: string | null;
  readonly certificateKey: string | null;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly location: string | null;
}

/** The call must not be made, or its answer cannot be taken: the message says why. */
export class CallRefused extends Error {}

/** The most that is read of an answer: it becomes an output, and those have Harness's limit of 512 KB. */
export const LARGEST_ANSWER = 512 * 1024;
/** A server that says nothing for so long is given up, also when the step has no timeout. */
const LONGEST_SILENCE_MS = 10 * 60_000;

/** Makes the call. Throws `CallRefused`, or the system's error when the other side cannot be reached. */
export async function call(one: Call, settings: CallSettings): Promise<Answer> {
  const { url } = one;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CallRefused(`HTTP steps call http: and https: addresses, not ${url.protocol}`);
  }
  const host = hostOf(url);
  const proxy = proxyFor(url, settings.proxy);
  if (isIP(host) !== 0) refuseIf(settings.rules.objection(host, host));
  else if (proxy !== null) await checkBeforeProxy(host, settings.rules);
  const options = {
    method: one.method,
    headers: headersOf(one),
    signal: settings.signal,
    timeout: LONGEST_SILENCE_MS,
    agent: false as const,
    ...tlsOf(settings),
  };
  if (proxy !== null) {
    return exchange(await throughProxy(url, proxy, options), one.body);
  }
  const lookup = checkedLookup(settings.rules);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return exchange(send(url, { ...options, lookup }), one.body);
}

/** The host without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

function refuseIf(objection: string | null): void {
  if (objection !== null) throw new CallRefused(objection);
}

/** A proxy resolves names itself. What the name means here is held to the rules; that it means nothing here is fine. */
async function checkBeforeProxy(host: string, rules: AddressRules): Promise<void> {
  const addresses = await lookUpAll(host, { all: true }).catch(() => []);
  for (const { address } of addresses) refuseIf(rules.objection(host, address));
}

/** A look-up for one connection: what it answers was checked, and is what is connected to. */
const checkedLookup =
  (rules: AddressRules): LookupFunction =>
  (host, options, callback) => {
    lookUpAll(host, { all: true }).then(
      (addresses) => {
        const objection = addresses
          .map(({ address }) => rules.objection(host, address))
          .find((found) => found !== null);
        const [first] = addresses;
        if (objection !== undefined) callback(new CallRefused(objection), '');
        else if (options.all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };

function headersOf({ headers, body }: Call): Record<string, string[]> {
  const all = new Map<string, string[]>([['user-agent', ['reprise']]]);
  if (body !== null) all.set('content-length', [String(Buffer.byteLength(body))]);
  for (const { name, value } of headers) {
    const key = name.toLowerCase();
    // The first of a name replaces ours.
    const ours = key === 'user-agent' || key === 'content-length';
    all.set(key, ours ? [value] : [...(all.get(key) ?? []), value]);
  }
  return Object.fromEntries(all);
}

/** A certificate with its key is the caller's own; one without is an authority to be trusted as well. */
function tlsOf({ certificate, certificateKey }: CallSettings) {
  if (certificate === null) return {};
  if (certificateKey === null) return { ca: [...rootCertificates, certificate] };
  return { cert: certificate, key: certificateKey };
}

function exchange(request: ClientRequest, body: string | null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('timeout', () => {
      request.destroy(new CallRefused('The server said nothing for ten minutes.'));
    });
    request.once('response', (response) => {
      readBody(response).then(
        (text) =>
          resolve({
            status: response.statusCode ?? 0,
            body: text,
            location: response.headers.location ?? null,
          }),
        (error: unknown) => {
          reject(error);
          request.destroy();
        },
      );
    });
    request.end(body ?? undefined);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) {
      const message =
        'The answer is larger than 512 KB, which is more than an output may hold. Ask for less, or fetch it to a file in a script.';
      throw new CallRefused(message);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
