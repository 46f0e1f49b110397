/** Checking a pipeline without storing it. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { problemInYaml } from './envelope.ts';
import { scopeQuery } from './query.ts';

export const lintEndpoints = {
  lintPipeline: endpoint({
    method: 'POST',
    path: '/api/v1/lint',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: z.object({ problems: z.array(problemInYaml) }) },
  }),
};
