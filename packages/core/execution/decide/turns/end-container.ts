import type { NodeKey } from '@reprise/core';
import type { FinalAction, Settle } from '@reprise/core/pipeline';
import { type ContainerNode, containerOf, nodeOf, partsOf, rollbackOf } from '@reprise/core/plan';
import type { NodeEnded } from '../../event.ts';
import { haltOf } from '../../halted.ts';
import type { Failure } from '../../outcome.ts';
import { restartDue } from '../../restarting.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import { type EndStatus, endedWell, worstOf } from '../../status.ts';
import type { Draft } from '../draft.ts';
import { abortFor } from '../failures/abort-for.ts';
import { failStagesBeside } from '../failures/fail-beside.ts';
import { restartGroup } from '../failures/restart-group.ts';
import { rollBack } from '../failures/roll-back.ts';
import { planPipelineRollback, rollBackPipeline } from '../failures/roll-back-pipeline.ts';
import { actionFor, settlingOf } from '../failures/strategy.ts';
import { waitsForOthers } from '../failures/undo-after-others.ts';
import { expiryBy, timeoutMessage } from '../timeouts.ts';
import { holdsBack, isHeldBack } from './held-back.ts';
import { beginContainer } from './take-turn.ts';

/**
 * A container is over when nothing in it has begun and not ended: every turn that has come was taken before this, so a
 * child that has not begun is passed over, or waits for a node that is open. One that is to be undone first is undone, and
 * one that is to be run again waits for its moment.
 */
export function endIfOver(draft: Draft, key: NodeKey): void {
  if (!draft.state.open.has(key) || draft.hasOpenChild(key)) return;
  if (key === draft.state.plan.root) planPipelineRollback(draft);
  const node = containerOf(draft.state.plan, key);
  if (runningAt(draft.state, node.key)?.asking !== undefined && haltOf(draft.state, node) === null)
    return;
  const due = restartDue(draft.state, key);
  if (due !== null) {
    if (due <= draft.now && !isHeldBack(draft.state)) restartGroup(draft, key);
    return;
  }
  if (holdsBack(draft, node) || waitsForOthers(draft.state, node)) return;
  const settling = settlingAfterTimeout(draft.state, node);
  const action = settling?.type ?? null;
  if (action === 'StageRollback' || action === 'StepGroupRollback') rollBack(draft, key);
  if (action === 'PipelineRollback') rollBackPipeline(draft, key);
  if (settling?.failAll) failStagesBeside(draft, key);
  if (action === 'Abort') abortFor(draft, key, timeoutMessage(node));
  const rollback = rollbackToBegin(draft.state, node);
  if (rollback === null) {
    const end = endOf(draft.state, node, action);
    draft.emit({ type: 'NodeEnded', at: draft.now, node: key, ...end });
  } else beginContainer(draft, rollback);
}

/**
 * What the strategies of a container say about its own timeout; null when that is not why it ends. Nothing of it is
 * tried again, and nobody is asked: its steps were stopped wherever they were.
 */
function settlingAfterTimeout(state: ExecutionState, node: ContainerNode): Settle | null {
  const at = runningAt(state, node.key);
  if (at?.timedOutAt === undefined || at.rollbackAt !== undefined) return null;
  if (node.parent === null || haltOf(state, nodeOf(state.plan, node.parent)) !== null) return null;
  const action = actionFor(state.plan, node, ['Timeout']);
  return action === null ? null : settlingOf(action);
}

/** The rollback that is this container's next, if any: it has one turn, and none once all around it is stopped. */
function rollbackToBegin(state: ExecutionState, node: ContainerNode): ContainerNode | null {
  const key = rollbackOf(node);
  if (key === undefined || runningAt(state, node.key)?.rollbackAt === undefined) return null;
  if (state.nodes.has(key)) return null;
  const rollback = containerOf(state.plan, key);
  return haltOf(state, rollback) === null ? rollback : null;
}

type End = Pick<NodeEnded, 'status' | 'failure' | 'rolledBack'>;

function endOf(state: ExecutionState, node: ContainerNode, action: FinalAction | null): End {
  const halt = haltOf(state, node);
  if (halt === 'abort') return { status: 'Aborted', ...undoneInPart(state, node) };
  const failure = timeoutFailure(state, node);
  if (runningAt(state, node.key)?.rollbackAt !== undefined && halt !== 'timeout') {
    return { status: 'Failed', rolledBack: true, ...failure };
  }
  if ((halt === 'rollback' || halt === 'restart') && isCutShort(state, node)) {
    return { status: worstOf([...endsOf(state, node), 'Aborted']) };
  }
  if (halt !== 'timeout') return { status: worstOf(endsOf(state, node)) };
  const status = action === null ? 'Expired' : RESCUED[action];
  return status === 'Success' ? { status } : { status, ...failure };
}

/** Whether something in it never had its turn although all that had one did well: what it belongs to is being undone, or run again. */
const isCutShort = (state: ExecutionState, node: ContainerNode): boolean =>
  node.children.some((child) => !state.nodes.has(child)) &&
  [...endsOf(state, node)].every(endedWell);

/** A pipeline of which a part was undone says so, whatever became of it: nothing may build on it any more. */
const undoneInPart = (state: ExecutionState, node: ContainerNode): { rolledBack?: true } =>
  node.kind === 'pipeline' && runningAt(state, node.key)?.rollbackAt !== undefined
    ? { rolledBack: true }
    : {};

/** How a container ends whose time ran out. */
export const RESCUED = {
  Ignore: 'IgnoreFailed',
  MarkAsSuccess: 'Success',
  MarkAsFailure: 'Failed',
  Abort: 'Aborted',
  StageRollback: 'Failed',
  StepGroupRollback: 'Failed',
  PipelineRollback: 'Failed',
} as const satisfies Readonly<Record<FinalAction, EndStatus>>;

function* endsOf(state: ExecutionState, node: ContainerNode): Generator<EndStatus> {
  for (const child of partsOf(node)) {
    const at = state.nodes.get(child);
    if (at?.phase === 'ended') yield at.status;
  }
}

/** The failure of a container whose own deadline it was; one inside it tells of its steps. */
function timeoutFailure(state: ExecutionState, node: ContainerNode): { failure?: Failure } {
  const at = runningAt(state, node.key);
  if (at?.timedOutAt === undefined) return {};
  const message = expiryBy(at) ?? timeoutMessage(node);
  return { failure: { message, types: ['Timeout'] } };
}
