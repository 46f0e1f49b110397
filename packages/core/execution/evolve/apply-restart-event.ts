import type { NodeKey } from '@reprise/core';
import { isWithin } from '@reprise/core/plan';
import { earlierTries } from '../earlier-tries.ts';
import type { GroupRestartDropped, GroupRestarted, GroupRestartPlanned } from '../event.ts';
import type { RunningContainer } from '../node-state.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import { keepEarlier, plannedNode } from './nodes.ts';
import type { WorkingState } from './working-state.ts';

type OfRestart = GroupRestartPlanned | GroupRestarted | GroupRestartDropped;

export function groupRestartPlanned(state: WorkingState, event: GroupRestartPlanned): void {
  const at = runningGroup(state, event);
  if (at.restart !== undefined) throw new ImpossibleEvent(event, 'it is to be run again already');
  state.nodes.set(event.node, { ...at, restart: { at: event.due } });
}

export function groupRestartDropped(state: WorkingState, event: GroupRestartDropped): void {
  const { restart, ...at } = runningGroup(state, event);
  if (restart === undefined) throw new ImpossibleEvent(event, 'it is not to be run again');
  state.nodes.set(event.node, { ...at, restart: { ...restart, dropped: true } });
}

/** The nodes are as if they had never begun; what became of their attempts is kept, and their numbers are not used again (I3). */
export function groupRestarted(state: WorkingState, event: GroupRestarted): void {
  const { restart, restarts = 0, ...at } = runningGroup(state, event);
  if (restart === undefined) throw new ImpossibleEvent(event, 'it is not to be run again');
  for (const key of event.nodes) forget(state, event, key);
  state.nodes.set(event.node, { ...at, restarts: restarts + 1 });
}

function forget(state: WorkingState, event: GroupRestarted, key: NodeKey): void {
  const { kind } = plannedNode(state, event, key);
  if (!isWithin(state.plan, key, event.node)) {
    throw new ImpossibleEvent(event, `${key} is not in it`);
  }
  const ended = state.nodes.get(key);
  if (ended?.phase !== 'ended') throw new ImpossibleEvent(event, `${key} is not over`);
  if (kind === 'step') {
    const tries = earlierTries(ended, state.earlier?.get(key));
    if (tries !== null) keepEarlier(state, key, tries);
  }
  state.nodes.delete(key);
  state.unwell.delete(key);
}

function runningGroup(state: WorkingState, event: OfRestart): RunningContainer {
  const { kind } = plannedNode(state, event, event.node);
  const at = state.nodes.get(event.node);
  if (kind === 'group' && at?.phase === 'running-container') return at;
  throw new ImpossibleEvent(event, 'it is no step group that runs');
}
