/** What the endpoints of stored objects have in common. */
import * as z from 'zod/mini';
import { envelope } from './envelope.ts';
import { eitherPageQuery, scopeQuery, text } from './query.ts';

/** A body is read as YAML or JSON, whatever it says that it is. */
export const body = { kind: 'yaml' } as const;
export const none = { kind: 'none' } as const;

export const scoped = z.object(scopeQuery);
export const listed = z.object({ ...scopeQuery, ...eitherPageQuery, searchTerm: text() });

export const answer = <Schema extends z.ZodMiniType>(schema: Schema) =>
  ({ kind: 'json', schema: envelope(schema) }) as const;
export const removed = answer(z.literal(true));
