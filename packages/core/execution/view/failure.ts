import type { NodeKey } from '@reprise/core';
import { isWithin, nodeOf, type PlanNode, titleOf } from '@reprise/core/plan';
import { abortReason } from '../abort-reason.ts';
import type { EndedNode } from '../node-state.ts';
import type { Failure } from '../outcome.ts';
import type { ExecutionState } from '../state.ts';
import { endedWell, worstOf } from '../status.ts';

/** Why the execution is not doing well, or did not end well, in one line; null while all is well. */
export function failureMessage(state: ExecutionState): string | null {
  if (state.abort !== undefined) return abortReason(state);
  const { root } = state.plan;
  if (state.ended !== undefined) return failureOf(state, root)?.message ?? null;
  const cause = causeIn(state, root);
  return cause === null || endedWell(cause.ended.status) ? null : messageOf(cause);
}

/** Why a node did not end well: its own failure, or for a container that of what failed in it. */
export function failureOf(state: ExecutionState, key: NodeKey): Failure | null {
  const node = state.nodes.get(key);
  if (node?.phase !== 'ended') return null;
  if (node.failure !== undefined) return node.failure;
  if (endedWell(node.status) && node.status !== 'IgnoreFailed') return null;
  const cause = causeIn(state, key);
  return cause && { ...cause.failure, message: messageOf(cause) };
}

interface Cause {
  readonly node: PlanNode;
  readonly ended: EndedNode;
  readonly failure: Failure;
}

/** Of what failed at or below `key` by itself, the first of the worst. */
function causeIn(state: ExecutionState, key: NodeKey): Cause | null {
  let worst: Cause | null = null;
  for (const unwell of state.unwell) {
    const ended = state.nodes.get(unwell);
    if (ended?.phase !== 'ended' || ended.failure === undefined) continue;
    if (!isWithin(state.plan, unwell, key)) continue;
    if (worst !== null && worstOf([worst.ended.status, ended.status]) === worst.ended.status) {
      continue;
    }
    worst = { node: nodeOf(state.plan, unwell), ended, failure: ended.failure };
  }
  return worst;
}

const messageOf = ({ node, failure }: Cause): string => `${titleOf(node)}: ${failure.message}`;
