import type { NewPipeline } from '../ports/index.ts';
import { searchText, storable } from './storable-text.ts';

/** A pipeline as columns; `body` holds all of it but what the store itself counts and times. */
export interface PipelineColumns {
  readonly accountId: string;
  readonly orgId: string;
  readonly projectId: string;
  readonly identifier: string;
  readonly search: string;
  readonly body: string;
}

/** @throws Error when an identifier cannot be stored. */
export function pipelineColumns(pipeline: NewPipeline): PipelineColumns {
  const { accountId, orgId, projectId } = pipeline.scope;
  return {
    accountId: storable('account', accountId),
    orgId: storable('organisation', orgId),
    projectId: storable('project', projectId),
    identifier: storable('pipeline identifier', pipeline.identifier),
    search: searchText(pipeline.name, pipeline.identifier),
    body: JSON.stringify(pipeline),
  };
}
