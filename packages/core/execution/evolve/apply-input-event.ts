import { asksOf } from '../asking.ts';
import type { InputGiven, InputRequested } from '../event.ts';
import type { RunningContainer } from '../node-state.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import { plannedNode, requireRunningParent, trailOf } from './nodes.ts';
import type { WorkingState } from './working-state.ts';

export function inputRequested(state: WorkingState, event: InputRequested): void {
  const node = plannedNode(state, event, event.node);
  if (asksOf(node) === null) throw new ImpossibleEvent(event, 'it asks for nothing');
  const { attempt, deadline } = event;
  if (node.kind !== 'step') {
    const at = runningContainer(state, event);
    if (at.asking !== undefined || at.inputs !== undefined) {
      throw new ImpossibleEvent(event, 'it has asked already');
    }
    state.nodes.set(event.node, { ...at, asking: { deadline } });
    return;
  }
  requireRunningParent(state, event, node);
  const before = state.nodes.get(event.node);
  if (attempt === undefined) throw new ImpossibleEvent(event, 'a step asks for an attempt');
  if (before !== undefined && before.phase !== 'delayed') {
    throw new ImpossibleEvent(event, `it is ${before.phase} already`);
  }
  const startedAt = event.at;
  state.nodes.set(event.node, {
    phase: 'asking',
    attempt,
    startedAt,
    deadline,
    ...trailOf(before),
  });
  state.open.add(event.node);
}

/** A step has its attempt at once; a stage or group begins. */
export function inputGiven(state: WorkingState, event: InputGiven): void {
  const { at: now, values: inputs, deadline } = event;
  const node = state.nodes.get(event.node);
  if (node?.phase === 'asking') {
    const { attempt } = node;
    const next = { attempt, startedAt: now, dueAt: now };
    state.nodes.set(event.node, { phase: 'delayed', ...next, ...trailOf(node), inputs });
    return;
  }
  const { asking, ...rest } = runningContainer(state, event);
  if (asking === undefined) throw new ImpossibleEvent(event, 'it does not wait for inputs');
  const limit = deadline === undefined ? {} : { deadline };
  state.nodes.set(event.node, { ...rest, ...limit, inputs });
}

function runningContainer(
  state: WorkingState,
  event: InputRequested | InputGiven,
): RunningContainer {
  const at = state.nodes.get(event.node);
  if (at?.phase === 'running-container') return at;
  throw new ImpossibleEvent(event, 'it is not running');
}
