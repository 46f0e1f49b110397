import type { NodeKey } from '@reprise/core';
import type { ExecutionCreated } from '../event.ts';

/** The page of a pipeline, at the address at which Harness has it; null when the server does not know its own. */
export function pipelineUrl({
  scope: { accountId, orgId, projectId },
  pipelineId,
  surroundings,
}: ExecutionCreated): string | null {
  const base = surroundings?.publicUrl;
  if (base === undefined) return null;
  const project = `account/${part(accountId)}/all/orgs/${part(orgId)}/projects/${part(projectId)}`;
  return `${base}/ng/${project}/pipelines/${part(pipelineId)}`;
}

/** The page of an execution; null when the server does not know its own address. */
export function executionUrl(created: ExecutionCreated): string | null {
  const pipeline = pipelineUrl(created);
  return pipeline && `${pipeline}/deployments/${part(created.executionId)}/pipeline`;
}

/** The same page with a stage chosen. */
export function stageUrl(created: ExecutionCreated, stage: NodeKey): string | null {
  const page = executionUrl(created);
  return page === null ? null : `${page}?stage=${part(stage)}`;
}

const part = encodeURIComponent;
