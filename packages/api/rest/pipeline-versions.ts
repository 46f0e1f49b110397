/** What a pipeline was: every save is kept. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { pageQuery, scopeQuery } from './query.ts';
import { instant } from './shapes/index.ts';

const saved = { version: z.number(), savedAt: instant };
const version = z.object({ ...saved, yaml: z.string() });

/** `savedBy`: a name; null when it was not kept. */
const versionList = z.object({
  total: z.number(),
  versions: z.array(z.object({ ...saved, savedBy: z.nullable(z.string()) })),
});
export type PipelineVersionList = z.infer<typeof versionList>;

export const pipelineVersionEndpoints = {
  /** Newest first. */
  listPipelineVersions: endpoint({
    method: 'GET',
    path: '/api/v1/pipelines/{pipeline}/versions',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, ...pageQuery }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: versionList },
  }),
  getPipelineVersion: endpoint({
    method: 'GET',
    path: '/api/v1/pipelines/{pipeline}/versions/{version}',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: version },
  }),
};
