/** What the filters of a list of executions ask of the executions of one application. */
import { ok, type Result } from '@reprise/core';
import type { ConditionSubject, IdCondition } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { DEFAULT_SCOPE, fullScope, type ScopeHint } from '../../../use-cases/scopes/scope.ts';
import { applicationIdOf, pipelineIn } from '../ids.ts';
import type { Session } from '../session.ts';
import type { Wanted } from './execution-filter.ts';
import type { IdRule } from './id-filter.ts';
import { deployedWithTag, type ObjectsOf } from './tag-filter.ts';

/** An application, and whether the filters name it. */
export interface Place {
  readonly scope: ScopeHint;
  readonly isNamed: boolean;
}

/** What is the same in every application. An execution that is asked for by its id is shown, even when a newer one continues it. */
export function narrowing({ ids, statuses, times, durations, tags }: Wanted) {
  const { execution, triggeredBy, service, environment } = ids;
  return {
    statuses: statuses ?? [],
    newestOnly: execution.anyOf === null,
    ...(execution.anyOf !== null && { ids: execution.anyOf }),
    ...(triggeredBy.anyOf !== null && { startedBy: triggeredBy.anyOf }),
    ...(service.anyOf !== null && { services: service.anyOf }),
    ...(environment.anyOf !== null && { environments: environment.anyOf }),
    ...(durations !== null && { durations }),
    tags: tags.flatMap(({ of, choices }) => (of === 'DEPLOYMENT' ? [choices] : [])),
    ...times,
  };
}

/** The pipelines of an application that the filters name; null when they name none. */
export const pipelinesAt = (
  session: Session,
  { ids }: Wanted,
  place: Place,
): readonly string[] | null =>
  ids.pipeline.anyOf === null ? null : pipelinesIn(session, place, ids.pipeline.anyOf);

/** What else must hold of the ids of executions of an application. */
export async function conditionsAt(
  session: Session,
  { ids, tags }: Wanted,
  place: Place,
  objectsOf: ObjectsOf,
): Promise<Result<readonly IdCondition[], Refused>> {
  const conditions: IdCondition[] = [
    ...conditionsOn('execution', ids.execution.rules),
    ...conditionsOn('startedBy', ids.triggeredBy.rules),
    ...conditionsOn('service', ids.service.rules),
    ...conditionsOn('environment', ids.environment.rules),
    ...conditionsOn(
      'pipeline',
      ids.pipeline.rules.map((rule) =>
        rule.by === 'equals' ? { ...rule, values: pipelinesIn(session, place, rule.values) } : rule,
      ),
    ),
  ];
  for (const { of, choices } of tags) {
    if (of !== 'SERVICE' && of !== 'ENVIRONMENT') continue;
    const condition = await deployedWithTag(objectsOf, place.scope, { of, choices });
    if (!condition.ok) return condition;
    conditions.push(condition.value);
  }
  return ok(conditions);
}

const conditionsOn = (of: ConditionSubject, rules: readonly IdRule[]): readonly IdCondition[] =>
  rules.map((rule) => ({ of, ...rule }));

/** The pipelines among these ids that are in an application. One that names none is in the named ones, or in the default. */
function pipelinesIn(
  session: Session,
  { scope, isNamed }: Place,
  ids: readonly string[],
): readonly string[] {
  const { orgId, projectId } = fullScope(scope);
  const isDefault = applicationIdOf({ orgId, projectId }) === DEFAULT_SCOPE.projectId;
  const candidates = ids.filter((id) => isNamed || isDefault || id.includes('/'));
  return candidates.flatMap((id) => pipelineIn(session, scope, id) ?? []);
}
