import type { TaskId } from '@reprise/core';
import { PIPELINE_KEY } from '@reprise/core/plan';
import type { ResourceClaim } from '../ports/index.ts';

/**
 * Whose turn it is, of those who stand in a queue: the first, and with it whoever of the same execution may share what
 * the first holds. Stages of one execution keep each other out, as executions do; what is held for the whole pipeline
 * is shared with its stages, for otherwise they would wait for themselves.
 */
export function grantedOf(claims: readonly ResourceClaim[]): readonly TaskId[] {
  const [first] = claims;
  if (first === undefined) return [];
  const granted: ResourceClaim[] = [];
  for (const claim of claims) {
    if (claim.executionId !== first.executionId) continue;
    if (granted.every((one) => share(one, claim))) granted.push(claim);
  }
  return granted.map(({ taskId }) => taskId);
}

const share = (one: ResourceClaim, other: ResourceClaim): boolean =>
  one.holder === other.holder || one.holder === PIPELINE_KEY || other.holder === PIPELINE_KEY;
