/**
 * What keeps a server without login to the person at its machine. It listens on loopback, but a browser there reaches
 * loopback too, on behalf of any page: by a foreign name that resolves to 127.0.0.1 (DNS rebinding), or by a form or
 * script of another site (cross-site request forgery).
 */
import { ok, type Result, refused } from '@reprise/core';
import type { Refused } from '../../use-cases/index.ts';
import { refusal } from '../../use-cases/refusals.ts';

export const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'] as const;

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request may be answered at all: by the name it calls the server, and by the page it comes from. */
export function guard(request: Request, allowedHosts: readonly string[]): Result<null, Refused> {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  if (!allowedHosts.includes(hostname(host))) return refused(hostNotAllowed(host, allowedHosts));
  if (READS.has(request.method)) return ok(null);
  const origin = request.headers.get('origin');
  const foreign = origin !== null && !isOf(origin, host);
  const crossSite = request.headers.get('sec-fetch-site') === 'cross-site';
  return foreign || crossSite ? refused(originNotAllowed(origin ?? 'another site')) : ok(null);
}

/** A host without its port. */
const hostname = (host: string): string => host.toLowerCase().replace(/:\d{1,5}$/, '');

function isOf(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === new URL(`http://${host}`).host;
  } catch {
    return false;
  }
}

const hostNotAllowed = (host: string, allowed: readonly string[]): Refused =>
  refusal(
    'HOST_NOT_ALLOWED',
    `This server is not called ${host}. Call it ${allowed.join(', ')}; a server with users takes more names with --allowed-hosts.`,
    { host },
  );

const originNotAllowed = (origin: string): Refused =>
  refusal(
    'ORIGIN_NOT_ALLOWED',
    `A page of ${origin} may not change anything here: this server takes changes from its own pages and from programs.`,
    { origin },
  );
