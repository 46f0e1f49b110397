/** What FirstGen's programs call besides GraphQL. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { text } from './query.ts';

const interrupted = z.object({
  executionUuid: z.string(),
  executionInterruptType: z.string(),
});

export const firstGenEndpoints = {
  /** `ABORT_ALL`; `PAUSE_ALL` and `RESUME_ALL` pause and let go on. `routingId` is the account. */
  interruptFirstGenExecution: endpoint({
    method: 'PUT',
    path: '/api/executions/{execution}',
    permission: 'core_pipeline_execute',
    query: z.object({ appId: text(), routingId: text(), accountId: text() }),
    body: { kind: 'json', schema: z.object({ executionInterruptType: z.string() }) },
    response: {
      kind: 'json',
      schema: z.object({
        metaData: z.object({}),
        resource: interrupted,
        responseMessages: z.array(z.never()),
      }),
    },
  }),
};
