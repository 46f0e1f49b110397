/** Acting on a live execution. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { requiredText, scopeQuery } from './query.ts';

export const interruptEndpoints = {
  /** `interruptType` is compared without case; `AbortAll` and `Abort` stop the whole execution. */
  interruptExecution: endpoint({
    method: 'PUT',
    path: '/pipeline/api/pipeline/execute/interrupt/{execution}',
    permission: 'core_pipeline_execute',
    query: z.object({ ...scopeQuery, interruptType: requiredText() }),
    body: { kind: 'json', schema: z.object({}) },
    response: {
      kind: 'json',
      schema: envelope(z.object({ id: z.string(), type: z.string(), planExecutionId: z.string() })),
    },
  }),
};
