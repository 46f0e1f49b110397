/** Addresses that features lead to without knowing each other. */
import type { ProjectParams } from '../api/scope.ts';

const projectPath = ({ org, project }: ProjectParams): string =>
  `/orgs/${encodeURIComponent(org)}/projects/${encodeURIComponent(project)}`;

export const executionPath = (where: ProjectParams, execution: string): string =>
  `${projectPath(where)}/executions/${encodeURIComponent(execution)}`;

export const pipelinePath = (where: ProjectParams, pipeline: string): string =>
  `${projectPath(where)}/pipelines/${encodeURIComponent(pipeline)}`;
