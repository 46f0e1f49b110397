/** FirstGen's GraphQL API: one endpoint; what it answers is in the schema. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { text } from './query.ts';

const responseMessage = z.object({
  code: z.string(),
  level: z.literal('ERROR'),
  message: z.string(),
  exception: z.null(),
  failureTypes: z.array(z.string()),
});

/** An answer to a document, whole or in part: what could not be answered is null in `data` and stands in `errors`. */
const graphqlAnswer = z.object({
  data: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  errors: z.optional(
    z.array(
      z.object({
        message: z.string(),
        locations: z.optional(z.array(z.object({ line: z.number(), column: z.number() }))),
        path: z.optional(z.array(z.union([z.string(), z.number()]))),
        extensions: z.optional(z.record(z.string(), z.unknown())),
      }),
    ),
  ),
  /** What the caller lacks a right for: FirstGen's clients look for that here. */
  responseMessages: z.array(responseMessage),
  metadata: z.null(),
  resource: z.null(),
});
export type GraphqlAnswer = z.infer<typeof graphqlAnswer>;

export const graphqlEndpoints = {
  /** One document a request; lists of them are refused. */
  graphql: endpoint({
    method: 'POST',
    path: '/api/graphql',
    permission: 'by-field',
    query: z.object({ accountId: text(), accountIdentifier: text() }),
    body: {
      kind: 'json',
      schema: z.object(
        {
          query: z.string('is the GraphQL document, a text, and must be there'),
          variables: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
          operationName: z.optional(z.nullable(z.string())),
        },
        'is one document, {"query": "…"}: send several one after the other, or as fields of one',
      ),
    },
    response: { kind: 'json', schema: graphqlAnswer },
  }),
};
