/**
 * An endpoint as data. The server mounts the table of them, the client calls through it, and tests are generated from
 * it: a route that states no permission cannot be written, and one that does not check its permission fails a test.
 */
import type * as z from 'zod/mini';
import type { Permission } from './permissions.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * What a request carries. `yaml` is text that is read as YAML whatever content type it claims, because Harness's
 * clients send it under several; it may be empty.
 */
export type BodyKind =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly schema: z.ZodMiniType }
  | { readonly kind: 'yaml' }
  | { readonly kind: 'form' };

/** A form of `multipart/form-data`: a document as YAML or JSON, and a file of text beside it. */
export interface FormBody {
  readonly spec: string;
  readonly file?: string;
}

/** What is answered: one JSON document, a text, raw bytes (with facts in headers), or server-sent events. */
export type ResponseKind =
  | { readonly kind: 'json'; readonly schema: z.ZodMiniType }
  | { readonly kind: 'text' }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'events'; readonly schema: z.ZodMiniType };

export interface Endpoint {
  readonly method: Method;
  /** Segments in braces are parameters: `/pipeline/api/pipelines/{pipeline}`. Served under `/gateway` as well. */
  readonly path: string;
  /** Other spellings of the same path, with the same parameters. */
  readonly aliases?: readonly string[];
  /**
   * `public`: anybody may ask, and nothing of anybody's is told. `own`: whoever is known, about what is theirs; anything
   * else is checked by its use case. `by-field`: what a document needs depends on the fields that it asks for; each of
   * them goes through a use case, which checks.
   */
  readonly permission: Permission | 'public' | 'own' | 'by-field';
  readonly query: z.ZodMiniObject;
  readonly body: BodyKind;
  readonly response: ResponseKind;
}

/** Keeps the exact types of an endpoint's parts. */
export const endpoint = <const E extends Endpoint>(given: E): E => given;

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The parameters in a path's braces, each a decoded text. */
export type PathOf<E extends Endpoint> = { readonly [Name in NamesIn<E['path']>]: string };

/** The query as a use case gets it: defaults filled in. */
export type QueryOf<E extends Endpoint> = z.output<E['query']>;

/** The body as a use case gets it; a YAML body is its text, empty when there was none. */
export type BodyOf<E extends Endpoint> = E['body'] extends {
  readonly kind: 'json';
  readonly schema: infer Schema extends z.ZodMiniType;
}
  ? z.output<Schema>
  : E['body'] extends { readonly kind: 'yaml' }
    ? string
    : E['body'] extends { readonly kind: 'form' }
      ? FormBody
      : undefined;

/** The document of a JSON answer, or one event of a stream. */
export type DocumentOf<E extends Endpoint> = E['response'] extends {
  readonly schema: infer Schema extends z.ZodMiniType;
}
  ? z.output<Schema>
  : never;

/** The names of the parameters in a path's braces. */
export const parametersOf = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);

/** The path with its parameters filled in, each encoded. */
export const fillPath = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
