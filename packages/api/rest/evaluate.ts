/** What an expression is worth, and why. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { scopeQuery } from './query.ts';

export const evaluateEndpoints = {
  /** With an execution, the names are those of its node at this moment; without one, those of the context. */
  evaluateExpression: endpoint({
    method: 'POST',
    path: '/api/v1/evaluate',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: {
      kind: 'json',
      schema: z.object({
        expression: z.string(),
        as: z.optional(z.enum(['text', 'condition'])),
        execution: z.optional(z.string()),
        node: z.optional(z.string()),
        context: z.optional(z.record(z.string(), z.json())),
      }),
    },
    response: {
      kind: 'json',
      schema: z.object({
        value: z.unknown(),
        type: z.enum(['text', 'number', 'boolean', 'null', 'list', 'object', 'secret']),
        trace: z.array(
          z.object({ expression: z.string(), value: z.unknown(), offset: z.number() }),
        ),
      }),
    },
  }),
};
