import type { NodeKey } from '@reprise/core';
import type { ExecutionCreated } from '../event.ts';

/** The page of an execution, at the address at which Harness has it; null when the server does not know its own. */
export function executionUrl({
  scope: { accountId, orgId, projectId },
  pipelineId,
  executionId,
  surroundings,
}: ExecutionCreated): string | null {
  const base = surroundings?.publicUrl;
  if (base === undefined) return null;
  const project = `account/${part(accountId)}/all/orgs/${part(orgId)}/projects/${part(projectId)}`;
  return `${base}/ng/${project}/pipelines/${part(pipelineId)}/deployments/${part(executionId)}/pipeline`;
}

/** The same page with a stage chosen. */
export function stageUrl(created: ExecutionCreated, stage: NodeKey): string | null {
  const page = executionUrl(created);
  return page === null ? null : `${page}?stage=${part(stage)}`;
}

const part = encodeURIComponent;
