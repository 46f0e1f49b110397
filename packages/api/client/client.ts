/**
 * A typed client of a table of endpoints. It knows nothing of any endpoint: it fills paths, writes queries, and parses
 * answers by their schemas, over any `fetch`: the network's, or that of a server in the same process.
 */
import { ok, type Result, refused } from '@reprise/core';
import type * as z from 'zod/mini';
import type { BodyOf, DocumentOf, Endpoint, PathOf } from '../rest/endpoint.ts';
import { fillPath } from '../rest/endpoint.ts';
import { parseEvents } from './event-stream.ts';
import { type ClientProblem, problemOf, unexpectedAnswer } from './problem.ts';

export interface ClientOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Where the server is, such as `http://127.0.0.1:7070`. A path in it is kept as a prefix. */
  readonly baseUrl: string;
  /** Sent with every request: credentials, for one. */
  readonly headers?: Readonly<Record<string, string>>;
}

type OptionalNames<Input> = {
  [Name in keyof Input]-?: undefined extends Input[Name] ? Name : never;
}[keyof Input];

/** A query as a caller writes it: values, not texts; what has a default may be left out. */
export type QueryArguments<E extends Endpoint> = {
  readonly [Name in Exclude<
    keyof z.input<E['query']>,
    OptionalNames<z.input<E['query']>>
  >]: z.output<E['query']>[Name & keyof z.output<E['query']>];
} & {
  readonly [Name in OptionalNames<z.input<E['query']>>]?:
    | z.output<E['query']>[Name & keyof z.output<E['query']>]
    | undefined;
};

/** An argument that may be left out when nothing in it must be given. A schema without fields has any key, of no value. */
type Needed<Name extends string, Value> = string extends keyof Value
  ? { readonly [Key in Name]?: never }
  : Partial<Value> extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value };

/** What one call takes: the path's parameters, the query, and the body, each where the endpoint has it. */
export type CallArguments<E extends Endpoint> = Needed<'path', PathOf<E>> &
  Needed<'query', QueryArguments<E>> & {
    readonly signal?: AbortSignal;
    /** For events: the id of the last one seen. */
    readonly lastEventId?: string;
  } & (E['body'] extends { readonly kind: 'none' } ? unknown : { readonly body?: BodyOf<E> });

/** Raw bytes with the headers that say what they are. */
export interface BytesAnswer {
  readonly bytes: Uint8Array;
  readonly headers: Headers;
}

/** What one call answers with. Events are read as they come; the iteration ends with the stream. */
export type Answer<E extends Endpoint> = E['response'] extends { readonly kind: 'json' }
  ? DocumentOf<E>
  : E['response'] extends { readonly kind: 'events' }
    ? AsyncIterable<DocumentOf<E>>
    : E['response'] extends { readonly kind: 'text' }
      ? string
      : BytesAnswer;

export type Call<E extends Endpoint> = (
  given: CallArguments<E>,
) => Promise<Result<Answer<E>, ClientProblem>>;

/** Endpoints by their names. */
export type EndpointTable = Readonly<Record<string, Endpoint>>;

/** One function for each endpoint. A refusal of the server is a value; a server that cannot be reached throws. */
export type ClientOf<Table extends EndpointTable> = {
  readonly [Name in keyof Table]: Call<Table[Name]>;
};

/** The loose shape in which arguments travel inside this file. */
interface LooseArguments {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly lastEventId?: string;
}

/** A client of the server at `options.baseUrl` that knows the endpoints of a table. */
export function clientOf<Table extends EndpointTable>(
  table: Table,
  options: ClientOptions,
): ClientOf<Table> {
  const calls = Object.entries<Endpoint>(table).map(([name, endpoint]) => [
    name,
    async (given: LooseArguments) =>
      read(endpoint, await options.fetch(requestFor(endpoint, given, options))),
  ]);
  // The table's own types say what each call takes and gives; the loop above cannot repeat them.
  return Object.fromEntries(calls) as ClientOf<Table>;
}

function requestFor(endpoint: Endpoint, given: LooseArguments, options: ClientOptions): Request {
  const url = new URL(
    options.baseUrl.replace(/\/+$/, '') + fillPath(endpoint.path, given.path ?? {}),
  );
  for (const [name, value] of Object.entries(given.query ?? {})) appendQuery(url, name, value);
  const headers = new Headers(options.headers);
  if (given.lastEventId !== undefined) headers.set('last-event-id', given.lastEventId);
  const body = bodyFor(endpoint, given.body);
  if (typeof body === 'string') headers.set('content-type', contentTypeOf(endpoint));
  return new Request(url, {
    method: endpoint.method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(given.signal === undefined ? {} : { signal: given.signal }),
  });
}

function appendQuery(url: URL, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const one of values) url.searchParams.append(name, String(one));
}

function bodyFor(endpoint: Endpoint, body: unknown): string | FormData | undefined {
  if (endpoint.body.kind === 'none') return undefined;
  if (endpoint.body.kind === 'form') return formOf(body);
  if (endpoint.body.kind === 'json') return JSON.stringify(body ?? {});
  return typeof body === 'string' ? body : '';
}

/** A form says its own content type, with what stands between its parts. */
function formOf(body: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body ?? {})) {
    if (typeof value !== 'string') continue;
    form.append(name, name === 'file' ? new Blob([value]) : value);
  }
  return form;
}

const contentTypeOf = (endpoint: Endpoint): string =>
  endpoint.body.kind === 'json' ? 'application/json' : 'application/yaml';

async function read(
  endpoint: Endpoint,
  response: Response,
): Promise<Result<unknown, ClientProblem>> {
  if (!response.ok) return refused(await problemOf(response));
  const { response: kind } = endpoint;
  if (kind.kind === 'text') return ok(await response.text());
  if (kind.kind === 'events') return ok(parseEvents(response, kind.schema));
  if (kind.kind === 'bytes') {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return ok({ bytes, headers: response.headers } satisfies BytesAnswer);
  }
  const parsed = kind.schema.safeParse(await jsonOf(response));
  return parsed.success ? ok(parsed.data) : refused(unexpectedAnswer(response, parsed.error));
}

/** The JSON of an answer; `undefined`, which no schema takes, when it is not JSON. */
async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
