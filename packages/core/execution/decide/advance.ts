import type { NodeKey } from '@reprise/core';
import { type ContainerNode, containerOf, nodeOf } from '@reprise/core/plan';
import type { Failure } from '../event.ts';
import { haltOf } from '../halted.ts';
import type { ExecutionState } from '../state.ts';
import { type EndStatus, worstOf } from '../status.ts';
import type { Draft } from './draft.ts';
import { startInstances, takeTurn } from './take-turn.ts';
import { timeoutMessage } from './timeouts.ts';

/**
 * Brings the execution to where only the outside world or time can move it: starts what may start, ends what is over.
 * It looks only at what stands after, and around, the nodes that have settled in this draft.
 */
export function advance(draft: Draft): void {
  for (;;) {
    const settled = draft.takeSettled();
    if (settled !== undefined) {
      const { before, place } = nodeOf(draft.state.plan, settled);
      for (const next of before) takeTurn(draft, next);
      if (place !== undefined) startInstances(draft, place.loop);
      continue;
    }
    const container = draft.takeReview();
    if (container === undefined) return;
    endIfOver(draft, container);
  }
}

/**
 * A container is over when nothing in it has begun and not ended: every turn that has come was taken before this, so a
 * child that has not begun is passed over, or waits for a node that is open.
 */
function endIfOver(draft: Draft, container: NodeKey): void {
  if (!draft.state.open.has(container) || draft.hasOpenChild(container)) return;
  const end = endOf(draft.state, containerOf(draft.state.plan, container));
  draft.emit({ type: 'NodeEnded', at: draft.now, node: container, ...end });
}

function endOf(
  state: ExecutionState,
  node: ContainerNode,
): { readonly status: EndStatus; readonly failure?: Failure } {
  switch (haltOf(state, node)) {
    case 'abort':
      return { status: 'Aborted' };
    case 'timeout':
      return { status: 'Expired', ...timeoutFailure(state, node) };
    case null:
      return { status: worstOf(endsOf(state, node)) };
  }
}

function* endsOf(state: ExecutionState, { children }: ContainerNode): Generator<EndStatus> {
  for (const child of children) {
    const at = state.nodes.get(child);
    if (at?.phase === 'ended') yield at.status;
  }
}

/** The failure of a container whose own deadline it was; one inside it tells of its steps. */
function timeoutFailure(state: ExecutionState, node: ContainerNode): { failure?: Failure } {
  const at = state.nodes.get(node.key);
  if (at?.phase !== 'running-container' || at.timedOutAt === undefined) return {};
  return { failure: { message: timeoutMessage(node), types: ['Timeout'] } };
}
