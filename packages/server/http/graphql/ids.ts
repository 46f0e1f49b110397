/**
 * Ids as FirstGen's clients carry them. They name no organisation and often no project, so an id says only what differs
 * from the server's own: `shipping`, `project/shipping`, `org/project/shipping`; `project`, `org/project`.
 */
import type { Scope } from '@reprise/core';
import { DEFAULT_SCOPE, fullScope, type ScopeHint } from '../../use-cases/scopes/scope.ts';
import type { Session } from './session.ts';

type Place = Pick<Scope, 'orgId' | 'projectId'>;

/** The id of a project as an application. */
export const applicationIdOf = ({ orgId, projectId }: Place): string =>
  orgId === DEFAULT_SCOPE.orgId ? projectId : `${orgId}/${projectId}`;

/** The id of a pipeline, by which it is found without its application. */
export function pipelineIdOf(place: Place, identifier: string): string {
  const application = applicationIdOf(place);
  return application === DEFAULT_SCOPE.projectId ? identifier : `${application}/${identifier}`;
}

/** Where an application is. Without an organisation an execution may be in any; everything else is in the default one. */
export function applicationHint(
  { accountId }: Pick<Session, 'accountId'>,
  applicationId: string,
): ScopeHint {
  const at = applicationId.indexOf('/');
  return at < 0
    ? { accountId, projectId: applicationId }
    : { accountId, orgId: applicationId.slice(0, at), projectId: applicationId.slice(at + 1) };
}

/** A pipeline and where it is; no place when the id says none. */
export interface PipelineReference {
  readonly pipeline: string;
  readonly applicationId: string | null;
}

export function parsePipelineId(id: string): PipelineReference {
  const at = id.lastIndexOf('/');
  return { pipeline: id.slice(at + 1), applicationId: at < 0 ? null : id.slice(0, at) };
}

/** The pipeline of an id that stands alone. */
export function pipelineById(session: Session, id: string) {
  const { pipeline, applicationId } = parsePipelineId(id);
  return { pipeline, scope: applicationHint(session, applicationId ?? DEFAULT_SCOPE.projectId) };
}

/** The pipeline of an id in an application; null when the id says that it is in another one. */
export function pipelineIn(session: Session, scope: ScopeHint, id: string): string | null {
  const { pipeline, applicationId } = parsePipelineId(id);
  if (applicationId === null) return pipeline;
  const [said, asked] = [fullScope(applicationHint(session, applicationId)), fullScope(scope)];
  return said.orgId === asked.orgId && said.projectId === asked.projectId ? pipeline : null;
}
