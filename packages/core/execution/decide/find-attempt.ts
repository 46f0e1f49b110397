import { type NodeKey, ok, type Result } from '@reprise/core';
import type { CommandRefusal } from '../decision.ts';
import { firstAttemptOf } from '../earlier-tries.ts';
import { isLiveStep } from '../live-steps.ts';
import type { LiveStep, NodeState } from '../node-state.ts';
import type { ExecutionState } from '../state.ts';
import { describe, refuse } from './refuse.ts';

interface AttemptOf {
  readonly node: NodeKey;
  readonly attempt: number;
}

/**
 * The live attempt that a command means. Refuses with NODE_NOT_FOUND, with ATTEMPT_SUPERSEDED when a newer attempt
 * took its place, and with STEP_NOT_LIVE when the step has not begun or is over.
 */
export function findAttempt(
  state: ExecutionState,
  { node, attempt }: AttemptOf,
): Result<LiveStep, CommandRefusal> {
  const facts = { node, attempt };
  if (state.plan.nodes.get(node)?.kind !== 'step') {
    return refuse('NODE_NOT_FOUND', `the pipeline has no step ${node}`, facts);
  }
  const at = state.nodes.get(node);
  if (isLiveStep(at) && at.attempt === attempt) return ok(at);
  const name = describe(state.plan, node);
  const current = attemptOf(at) ?? firstAttemptOf(state, node);
  if (attempt < current) {
    const message = `attempt ${attempt} of ${name} was superseded: attempt ${current} counts`;
    return refuse('ATTEMPT_SUPERSEDED', message, { ...facts, current });
  }
  const why = at?.phase === 'ended' ? `is over: it ended ${at.status}` : 'has not come to it';
  return refuse('STEP_NOT_LIVE', `attempt ${attempt} of ${name} ${why}`, facts);
}

function attemptOf(at: NodeState | undefined): number | undefined {
  if (isLiveStep(at)) return at.attempt;
  return at?.phase === 'ended' ? at.attempts : undefined;
}
