import { ok, type Result, refused } from '@reprise/core';
import {
  type ChangedSince,
  type PlanDifference,
  type RetryPlan,
  whatChanged,
} from '@reprise/core/retry';
import type { Refused } from '../answer.ts';
import type { OpenExecution } from '../executions/open-execution.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';

/** The plan must be the one that the caller was shown, when the caller says which one that was. */
export function unchanged(
  { digest }: UseCaseNeeds,
  { row }: OpenExecution,
  plan: RetryPlan,
  shown: string | undefined,
): Result<RetryPlan, Refused> {
  if (shown === undefined || shown === plan.digest) return ok(plan);
  const changed = whatChanged(plan, row.definition, shown, { digest });
  const how = changed.map((part) => inWords(part, plan.changed)).join(joint(changed));
  return refused(
    refusal(
      'PLAN_CHANGED',
      `The retry would not do any more what its plan showed: ${how}. Look at the plan again, and retry with its new digest.`,
      { shown, digest: plan.digest, changed: [...changed] },
    ),
  );
}

/** Where it may also be another request, no change is to blame for certain. */
const joint = (changed: readonly PlanDifference[]): string =>
  changed.includes('request') ? '; or ' : '; ';

function inWords(part: PlanDifference, changed: ChangedSince): string {
  switch (part) {
    case 'definition':
      return definitionInWords(changed.definition);
    case 'chained':
      return `pipelines of chained stages were changed: ${(changed.chained ?? []).map(({ name }) => name).join(', ')}`;
    case 'secrets':
      return `secrets were changed: ${changed.secrets.map(({ reference }) => reference).join(', ')}`;
    case 'permissions':
      return `permissions are missing: ${changed.missingPermissions.join(', ')}`;
    case 'request':
      return 'it is of another execution, from other stages, or with other choices';
  }
}

function definitionInWords(definition: ChangedSince['definition']): string {
  const { version = '?', templates = [], onlyTemplates } = definition ?? {};
  const names = templates.map(({ name }) => name).join(', ');
  const saved = `the pipeline was saved, and is version ${version} now`;
  if (names === '') return saved;
  return `${onlyTemplates === true ? '' : `${saved}; `}templates in it were changed: ${names}`;
}
