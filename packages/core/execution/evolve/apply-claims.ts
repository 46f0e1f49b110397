import { type NodeKey, type TaskId, taskIdOf } from '@reprise/core';
import { nodeOf } from '@reprise/core/plan';
import type {
  ExecutionEvent,
  QueueRegained,
  QueueRejoined,
  StepEnded,
  StepScheduled,
} from '../event.ts';
import type { Claim } from '../state.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import type { WorkingState } from './working-state.ts';

/** The attempt under which a retry stands for what a reused step held. */
const REGAINING = 0;

/** Keeps the index of what the execution stands in queues for: a claim goes with its attempt, or with its holder's end. */
export function applyToClaims(state: WorkingState, event: ExecutionEvent): void {
  if (event.type === 'StepScheduled') claimFor(state, event);
  else if (event.type === 'NodeEnded') give(state, ([, { holder }]) => holder === event.node);
  else if (event.type === 'AttemptFailed' || (event.type === 'StepEnded' && !endedWell(event))) {
    give(state, ([task]) => task === taskOf(state, event.node, event.attempt));
  }
}

/** Marked as a success by somebody is not: the place in the queue was never its own. */
const endedWell = ({ outcome, decision }: StepEnded): boolean =>
  outcome.status === 'Success' && decision === undefined;

function claimFor(state: WorkingState, { node: key, attempt, work }: StepScheduled): void {
  const node = nodeOf(state.plan, key);
  if (work.kind !== 'queue' || node.kind !== 'step') return;
  const holder = work.scope === 'Stage' ? node.stageKey : state.plan.root;
  claim(state, taskOf(state, key, attempt), { key: work.key, holder });
}

export function queueRejoined(state: WorkingState, event: QueueRejoined): void {
  const task = taskOf(state, event.node, REGAINING);
  claim(state, task, { key: event.key, holder: state.plan.root, regaining: true });
}

export function queueRegained(state: WorkingState, event: QueueRegained): void {
  const task = taskOf(state, event.node, REGAINING);
  const known = state.claims?.get(task);
  if (known?.regaining !== true) throw new ImpossibleEvent(event, 'it waits for nothing');
  const { key, holder } = known;
  claim(state, task, { key, holder });
}

const taskOf = ({ created }: WorkingState, node: NodeKey, attempt: number): TaskId =>
  taskIdOf(created.executionId, node, attempt);

function claim(state: WorkingState, task: TaskId, one: Claim): void {
  state.claims = new Map(state.claims).set(task, one);
}

function give(state: WorkingState, which: (entry: [TaskId, Claim]) => boolean): void {
  if (state.claims === undefined) return;
  const kept = [...state.claims].filter((entry) => !which(entry));
  if (kept.length === 0) delete state.claims;
  else state.claims = new Map(kept);
}
