import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ProxySettings } from '../../settings.ts';

/** The proxy through which this address is reached; null for none. Throws when the setting is no address. */
export function proxyFor(url: URL, { http, https, except }: ProxySettings): URL | null {
  const setting = url.protocol === 'https:' ? https : http;
  if (setting === null || except.some((entry) => isExcepted(url.hostname, entry))) return null;
  return new URL(/^\w+:\/\//.test(setting) ? setting : `http://${setting}`);
}

function isExcepted(host: string, entry: string): boolean {
  if (entry === '*') return true;
  const name = entry.replace(/^\*?\./, '').toLowerCase();
  return host === name || host.endsWith(`.${name}`);
}

/** What a call is made with. */
export type CallOptions = Omit<RequestOptions, 'headers'> & {
  readonly headers: Readonly<Record<string, string[]>>;
};

/** The request, ready to be ended: by a tunnel for `https:`, or asking the proxy itself for `http:`. */
export async function throughProxy(
  url: URL,
  proxy: URL,
  options: CallOptions,
): Promise<ClientRequest> {
  if (url.protocol === 'http:') {
    const headers = { ...options.headers, host: url.host, ...credentialsOf(proxy) };
    const { hostname, port } = addressOf(proxy);
    return httpRequest({ ...options, hostname, port, path: url.href, headers });
  }
  const socket = await tunnel(url, proxy, options.signal);
  const servername = url.hostname;
  const request = httpsRequest(url, {
    ...options,
    createConnection: () => connect({ ...tlsPart(options), socket, servername }),
  });
  // The end of TLS does not end what it ran through.
  request.once('close', () => socket.destroy());
  return request;
}

const tlsPart = ({ ca, cert, key }: CallOptions) => ({
  ...(ca === undefined ? {} : { ca }),
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key }),
});

const addressOf = ({ hostname, port }: URL) => ({
  hostname,
  port: port === '' ? 80 : Number(port),
});

function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function tunnel(url: URL, proxy: URL, signal: AbortSignal | undefined): Promise<Socket> {
  const target = `${url.hostname}:${url.port === '' ? 443 : url.port}`;
  return new Promise((resolve, reject) => {
    const asking = httpRequest({
      ...addressOf(proxy),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...credentialsOf(proxy) },
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    });
    asking.once('error', reject);
    asking.once('connect', (response, socket) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`the proxy ${proxy.host} answered ${response.statusCode} to CONNECT`));
    });
    asking.once('response', (response) => {
      response.destroy();
      reject(new Error(`the proxy ${proxy.host} answered ${response.statusCode} to CONNECT`));
    });
    asking.end();
  });
}
