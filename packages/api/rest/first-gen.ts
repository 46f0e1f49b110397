/** What FirstGen's programs call besides GraphQL. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { text } from './query.ts';

const interrupted = z.object({
  executionUuid: z.string(),
  executionInterruptType: z.string(),
});

const interrupt = z.object({ executionInterruptType: z.string() });

export const firstGenEndpoints = {
  /**
   * `ABORT_ALL` or `ABORT`; `PAUSE_ALL` and `RESUME_ALL` pause and let go on. `routingId` is the account. Harness's own
   * client sends its one interrupt in a list.
   */
  interruptFirstGenExecution: endpoint({
    method: 'PUT',
    path: '/api/executions/{execution}',
    permission: 'core_pipeline_execute',
    query: z.object({ appId: text(), routingId: text(), accountId: text() }),
    body: { kind: 'json', schema: z.union([interrupt, z.tuple([interrupt])]) },
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
