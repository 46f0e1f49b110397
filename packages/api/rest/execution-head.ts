/** How an execution stands, without its stages and steps. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { scopeQuery } from './query.ts';
import { executionSummary } from './shapes/index.ts';

export const executionHeadEndpoints = {
  /** The row of one execution as the list has it, with the newest of its chain: what many ask who need no more. */
  executionHead: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/head',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: executionSummary },
  }),
};
