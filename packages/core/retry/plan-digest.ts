import type { Digest, Json } from '@reprise/core';
import type { InstanceDecision, RetryContext, RetryPlan } from './model.ts';

/**
 * The digest of what a plan decides. Whoever has seen a plan may demand that this one is carried out: it differs when
 * another source, definition, stage or decision is meant. Wording and times are not part of it.
 */
export function planDigest(
  plan: Omit<RetryPlan, 'digest' | 'savedTime'>,
  definition: Digest,
  context: RetryContext,
): Digest {
  // Canonical because each list has one order and holds values in fixed places: no keys whose order could differ.
  const stages = plan.stages.map(({ stage, decision, sourceStatus, origin, instances }) => [
    stage,
    decision,
    sourceStatus,
    origin ?? null,
    ...(instances === undefined ? [] : [instances.map(instanceOf)]),
  ]);
  const canonical: Json = [
    'retry-plan/1',
    plan.source,
    plan.root,
    definition,
    plan.from,
    plan.runAllStages,
    stages,
  ];
  return context.digest(JSON.stringify(canonical));
}

const instanceOf = ({ instance, decision, sourceStatus, origin }: InstanceDecision): Json => [
  instance,
  decision,
  sourceStatus,
  origin ?? null,
];
