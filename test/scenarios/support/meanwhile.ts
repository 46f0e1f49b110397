import type { ExecutionId } from '@reprise/core';
import {
  type Command,
  type ExecutionState,
  type TaskOutcome,
  viewNode,
  viewNodes,
} from '@reprise/core/execution';
import { expect } from 'vitest';
import { SOMEBODY, type Workshop } from '../../../packages/server/testing/workshop.ts';
import { taskOutcome } from './endings.ts';
import { childOf, duration, keyOf, stateOf, stepName } from './find.ts';
import type { PersonOrTime } from './scenario.ts';

/** What people do, and the time that passes, while an execution runs. */
export async function live(
  workshop: Workshop,
  execution: ExecutionId,
  events: readonly PersonOrTime[],
): Promise<void> {
  for (const event of events) {
    if ('pass' in event) await workshop.pass(duration(event.pass));
    else await act(workshop, await placeOf(workshop, execution, event), event);
    await workshop.settle();
  }
}

/** The execution in which a person acts: this one, or the child that a stage of it runs. */
async function placeOf(
  { engine }: Workshop,
  execution: ExecutionId,
  event: PersonOrTime,
): Promise<ExecutionId> {
  if (!('approve' in event) || event.in === undefined) return execution;
  const child = childOf(viewNodes(await stateOf(engine, execution)), event.in);
  if (child === undefined) throw new Error(`the stage ${event.in} runs no child`);
  return child;
}

async function act(
  { engine, delegate }: Workshop,
  execution: ExecutionId,
  event: Exclude<PersonOrTime, { pass: string }>,
): Promise<void> {
  if ('end' in event) {
    const task = delegate.hanging().find((taskId) => stepName(taskId) === event.end);
    if (task === undefined) throw new Error(`the step ${event.end} does not hang`);
    await delegate.end(task, taskOutcome(event.as) as TaskOutcome);
    return;
  }
  const command = commandOf(await stateOf(engine, execution), event);
  expect((await engine.perform(execution, command)).ok).toBe(true);
}

/** What a person does; a node, or the pipeline itself, is called by its identifier. */
function commandOf(
  state: ExecutionState,
  event: Exclude<PersonOrTime, { pass: string } | { end: string }>,
): Command {
  const by = SOMEBODY;
  if ('abort' in event) return { type: 'Abort', by, reason: 'test' };
  if ('interrupt' in event) {
    return event.interrupt === 'Abort'
      ? { type: 'Abort', by, reason: 'test' }
      : { type: event.interrupt, by };
  }
  if ('markFailed' in event)
    return { type: 'MarkFailed', node: keyOf(state, event.markFailed), by };
  if ('give' in event) {
    return { type: 'GiveInputs', node: keyOf(state, event.give), by, values: event.values };
  }
  if ('intervene' in event) {
    return { type: 'Intervene', node: keyOf(state, event.intervene), by, choice: event.choice };
  }
  return 'approve' in event
    ? answer(state, event.approve, 'APPROVE', event.by)
    : answer(state, event.reject, 'REJECT');
}

function answer(
  state: ExecutionState,
  identifier: string,
  action: 'APPROVE' | 'REJECT',
  name = 'approver',
): Command {
  const node = keyOf(state, identifier);
  const { attempts: attempt } = viewNode(state, node);
  const by = { kind: 'local', name } as const;
  return { type: 'ActOnApproval', node, attempt, by, action, comments: '', inputs: {} };
}
