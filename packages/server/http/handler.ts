/** The shape of the thin layer between the endpoint table and the use cases. */
import type {
  BodyOf,
  DocumentOf,
  Endpoint,
  EndpointName,
  Endpoints,
  PathOf,
  QueryOf,
} from '@reprise/api';
import type { Result } from '@reprise/core';
import type { Caller, Refused } from '../use-cases/index.ts';

/** What a request is besides its path, query and body. */
export interface RequestContext {
  readonly caller: Caller;
  /** The account that the request names, wherever it names it. */
  readonly accountId: string | undefined;
  readonly correlationId: string;
  readonly headers: Headers;
  readonly request: Request;
  /** Where this server is, as the request sees it: `http://host:port`. */
  readonly origin: string;
  /** Aborts when nobody listens to the answer any more. */
  readonly signal: AbortSignal;
}

export interface HandlerRequest<E extends Endpoint> {
  readonly path: PathOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  readonly context: RequestContext;
}

interface Extras {
  /** 200 when left out. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a handler answers, by the kind of its endpoint's response. */
export type Reply<E extends Endpoint> = Extras &
  (E['response'] extends { readonly kind: 'json' }
    ? { readonly document: DocumentOf<E> }
    : E['response'] extends { readonly kind: 'text' }
      ? { readonly text: string }
      : { readonly bytes: AsyncIterable<Uint8Array> | Uint8Array });

/** Parsed request in, use case called, its answer serialised. */
export type Handler<E extends Endpoint> = (
  request: HandlerRequest<E>,
) => Promise<Result<Reply<E>, Refused>>;

/** A handler for each endpoint: the compiler asks for the missing ones. */
export type Handlers = { readonly [Name in EndpointName]: Handler<Endpoints[Name]> };
