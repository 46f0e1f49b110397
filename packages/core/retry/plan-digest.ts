import type { Digest, Json } from '@reprise/core';
import {
  CHANGED_PARTS,
  type ChangedPart,
  type ChangedSince,
  canonicalChanges,
  NOTHING_CHANGED,
  withoutParts,
} from './changes.ts';
import type { ContinuedChild, InstanceDecision, RetryContext, RetryPlan } from './model.ts';

export type Undigested = Omit<RetryPlan, 'digest' | 'savedTime'>;

/**
 * The digest of what a plan decides and of what has changed since its source ran. Whoever has seen a plan may demand
 * that this one is carried out: it differs when another source, definition, stage or decision is meant, and when the
 * world has changed in between. Wording and times are not part of it.
 */
export const planDigest = (
  plan: Undigested,
  definition: Digest,
  { digest }: Pick<RetryContext, 'digest'>,
): Digest => sealed(digest(canonicalPlan(plan, definition)), plan.changed, digest);

/** What must have changed between the plan that was shown and this one. */
export type PlanDifference = ChangedPart | 'request';

/**
 * What became different since a plan with the digest `shown` was made, as far as the digest of that one tells: parts of
 * the world in which nothing had changed then. Where that explains nothing, whatever has changed since the source ran
 * may have changed again, or the plan was of another execution or another choice: `request` comes last then.
 */
export function whatChanged(
  plan: RetryPlan,
  definition: Digest,
  shown: string,
  { digest }: Pick<RetryContext, 'digest'>,
): readonly PlanDifference[] {
  const decisions = digest(canonicalPlan(plan, definition));
  for (const parts of subsetsOf(CHANGED_PARTS)) {
    const then = withoutParts(plan.changed, parts);
    if (sealed(decisions, then, digest) === shown) return parts;
  }
  const changedNow = CHANGED_PARTS.filter((part) => hasChanged(plan.changed, part));
  return [...changedNow, 'request'];
}

const hasChanged = (changed: ChangedSince, part: ChangedPart): boolean => {
  const parts = canonicalChanges(changed);
  return JSON.stringify(parts[part]) !== JSON.stringify(canonicalChanges(NOTHING_CHANGED)[part]);
};

const subsetsOf = <Part>(parts: readonly Part[]): readonly (readonly Part[])[] =>
  parts.reduce<readonly (readonly Part[])[]>(
    (subsets, part) => [...subsets, ...subsets.map((subset) => [...subset, part])],
    [[]],
  );

function sealed(decisions: Digest, changed: ChangedSince, digest: RetryContext['digest']): Digest {
  const parts = canonicalChanges(changed);
  const inOrder: Json = ['retry-plan/3', decisions, ...CHANGED_PARTS.map((part) => parts[part])];
  return digest(JSON.stringify(inOrder));
}

function canonicalPlan(plan: Undigested, definition: Digest): string {
  // Canonical because each list has one order and holds values in fixed places: no keys whose order could differ.
  const stages = plan.stages.map(({ stage, decision, sourceStatus, origin, instances, child }) => [
    stage,
    decision,
    sourceStatus,
    origin ?? null,
    ...(instances === undefined ? [] : [instances.map(instanceOf)]),
    ...(child === undefined ? [] : [childOf(child)]),
  ]);
  const canonical: Json = [
    plan.source,
    plan.root,
    definition,
    plan.from,
    plan.runAllStages,
    stages,
  ];
  return JSON.stringify(canonical);
}

const childOf = (child: ContinuedChild): Json =>
  child.kind === 'retry' ? child.plan.digest : ['taken', child.taken.execution];

const instanceOf = ({ instance, decision, sourceStatus, origin }: InstanceDecision): Json => [
  instance,
  decision,
  sourceStatus,
  origin ?? null,
];
