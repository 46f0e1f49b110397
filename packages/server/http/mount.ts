/** Mounts the endpoint table: each path and alias, each also under `/gateway`. */
import { randomUUID } from 'node:crypto';
import { type Endpoint, type EndpointName, endpoints, type Method } from '@reprise/api';
import { ok, type Result } from '@reprise/core';
import type { Context, Hono } from 'hono';
import type { Refused } from '../use-cases/index.ts';
import { untilRevoked } from './auth/admission.ts';
import { type Authentication, anonymous, callerFrom } from './auth/authentication.ts';
import { accountOf } from './auth/caller.ts';
import type { Handlers, RequestContext } from './handler.ts';
import { readRequest } from './invalid-request.ts';
import { problemResponse } from './problem-response.ts';
import { readBody } from './request-body.ts';
import { type LooseReply, respond } from './respond.ts';

/** Every request has a name that its answer and the log carry. */
export interface Variables {
  readonly Variables: { readonly correlationId: string };
}

/** A handler as this file calls it: that the parts fit together is in the type of `Handlers`. */
type LooseHandler = (request: {
  readonly path: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly context: RequestContext;
}) => Promise<Result<LooseReply, Refused>>;

interface Route {
  readonly path: string;
  readonly name: EndpointName;
  readonly endpoint: Endpoint;
}

/** Who is let in, and how often it is asked whether the reader of a stream still is. */
export interface Admission {
  readonly authentication: Authentication;
  readonly checkEvery: number;
}

export function mount(app: Hono<Variables>, handlers: Handlers, admission: Admission): void {
  for (const { path, name, endpoint } of routes()) {
    const handler = handlers[name] as LooseHandler;
    app.on(endpoint.method, honoPath(path), (context) =>
      answer(context, endpoint, handler, admission),
    );
  }
}

/** The methods with which this path is answered; none when there is no such path. */
export function methodsAt(path: string): readonly Method[] {
  const methods = routes()
    .filter((route) => new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .map(({ endpoint }) => endpoint.method);
  return [...new Set(methods)].toSorted();
}

/** The more a path says in words, the earlier it is tried: `pipelines/getExecutionNode` is no pipeline. */
function routes(): readonly Route[] {
  const all = Object.entries(endpoints).flatMap(([name, endpoint]) => {
    const { path, aliases = [] }: Endpoint = endpoint;
    return [path, ...aliases]
      .flatMap((one) => [one, `/gateway${one}`])
      .map((one): Route => ({ path: one, name: name as EndpointName, endpoint }));
  });
  return all.toSorted((a, b) => specificity(a.path).localeCompare(specificity(b.path)));
}

/** One letter a segment, `a` for a word and `b` for a parameter: in this order the first difference decides. */
const specificity = (path: string): string =>
  path
    .split('/')
    .map((segment) => (segment.startsWith('{') ? 'b' : 'a'))
    .join('');

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

async function answer(
  context: Context<Variables>,
  endpoint: Endpoint,
  handler: LooseHandler,
  admission: Admission,
): Promise<Response> {
  const correlationId = context.get('correlationId');
  const over = new AbortController();
  const answered = await call(context, endpoint, handler, admission, over.signal);
  return answered.ok
    ? respond(answered.value, () => over.abort())
    : problemResponse(answered.error, correlationId);
}

/** `over` aborts when a streamed answer has ended, or its reader has gone away. */
async function call(
  { req, get, env }: Context<Variables>,
  endpoint: Endpoint,
  handler: LooseHandler,
  { authentication, checkEvery }: Admission,
  over: AbortSignal,
): Promise<Result<LooseReply, Refused>> {
  const request = req.raw;
  // Before anything of the request is read: who is nobody learns nothing, and sends nothing.
  const principal =
    endpoint.permission === 'public' ? ok(anonymous) : await authentication.principal(request);
  if (!principal.ok) return principal;
  const url = new URL(request.url);
  const query = readRequest('query', endpoint.query, listsOf(url.searchParams));
  if (!query.ok) return query;
  const body = await readBody(request, endpoint.body);
  if (!body.ok) return body;
  const context: RequestContext = {
    caller: callerFrom(principal.value, request.headers, addressIn(env)),
    accountId: accountOf(url.searchParams, request.headers),
    correlationId: get('correlationId'),
    headers: request.headers,
    request,
    origin: url.origin,
    // Made when asked for: only streams listen, and a signal costs something.
    get signal() {
      const revoked = untilRevoked(request, authentication, over, checkEvery);
      return AbortSignal.any([request.signal, over, revoked]);
    },
  };
  return handler({ path: req.param(), query: query.value, body: body.value, context });
}

/** The address at the other end of the connection; there is none without a network. */
const addressIn = (env: unknown): string | undefined =>
  (
    env as
      | { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } }
      | undefined
  )?.incoming?.socket?.remoteAddress;

/** Each parameter with all that was given for it. A name like `__proto__` is a name like any other. */
function listsOf(parameters: URLSearchParams): Readonly<Record<string, readonly string[]>> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(names.map((name) => [name, parameters.getAll(name)]));
}

export const newCorrelationId = (): string => randomUUID();
