import type { ExecutionId } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../stores/memory/store.ts';
import { stepIdentifier } from '../../testing/scripted-delegate.ts';
import { openWorkshop, SOMEBODY, type Workshop } from '../../testing/workshop.ts';

const QUEUED = (scope: string) => `pipeline:
  identifier: release
  name: Release
  stages:
    - stage:
        identifier: deploy
        name: deploy
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  {identifier: turn, name: turn, type: Queue, spec: {key: prod, scope: ${scope}}}
              - step:
                  identifier: push
                  name: push
                  type: ShellScript
                  spec: {shell: Bash, source: {type: Inline, spec: {script: make push}}}
    - stage:
        identifier: after
        name: after
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: check
                  name: check
                  type: ShellScript
                  spec: {shell: Bash, source: {type: Inline, spec: {script: make check}}}
`;

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
  workshop.delegate.script = () => 'hang';
});
afterEach(() => workshop.close());

const run = (scope = 'Pipeline') => workshop.run(QUEUED(scope));

async function status(execution: ExecutionId) {
  const read = await workshop.engine.read(execution);
  return read === null ? 'does not load' : statusOf(read.state);
}

const statuses = (executions: readonly ExecutionId[]) => Promise.all(executions.map(status));

async function endHanging(): Promise<void> {
  for (const task of workshop.delegate.hanging()) {
    await workshop.delegate.end(task, { status: 'Success', outputs: {} });
  }
  await workshop.settle();
}

describe('executions that queue for one key', () => {
  it('have it one after the other, in the order in which they came', async () => {
    const all = [await run(), await run(), await run()];
    expect(await statuses(all)).toEqual(['Running', 'ResourceWaiting', 'ResourceWaiting']);
    await endHanging();
    expect(await statuses(all)).toEqual(['Running', 'ResourceWaiting', 'ResourceWaiting']);
    await endHanging();
    expect(await statuses(all)).toEqual(['Success', 'Running', 'ResourceWaiting']);
    await endHanging();
    await endHanging();
    await endHanging();
    await endHanging();
    expect(await statuses(all)).toEqual(['Success', 'Success', 'Success']);
    const ran = workshop.delegate.ran.map(({ taskId }) => stepIdentifier(taskId));
    expect(ran).toEqual(['push', 'check', 'push', 'check', 'push', 'check']);
  });

  it('pass it on when the stage ends that held it', async () => {
    const all = [await run('Stage'), await run('Stage')];
    await endHanging();
    const hanging = workshop.delegate.hanging().map(stepIdentifier);
    expect(hanging.toSorted()).toEqual(['check', 'push']);
    expect(await statuses(all)).toEqual(['Running', 'Running']);
  });

  it('pass it on when whoever holds it is aborted, and forget who gave up waiting', async () => {
    const [first, second, third] = [await run(), await run(), await run()];
    const abort = { type: 'Abort', by: SOMEBODY, reason: '' } as const;
    await workshop.engine.perform(second, abort);
    await workshop.engine.perform(first, abort);
    await workshop.settle();
    expect(await statuses([first, second, third])).toEqual(['Aborted', 'Aborted', 'Running']);
  });

  it.each([
    ['wait on', [], ['Running', 'ResourceWaiting']],
    ['have their turn when whoever held it does not load (I13)', [0], ['does not load', 'Running']],
  ])('%s when the server starts again', async (_, damaged, expected) => {
    const store = createMemoryStore();
    const before = await openWorkshop({ store });
    before.delegate.script = () => 'hang';
    const all = [await before.run(QUEUED('Pipeline')), await before.run(QUEUED('Pipeline'))];
    await before.engine.stop();
    for (const [index, execution] of all.entries()) {
      if (damaged.some((each) => each === index)) {
        await store.executions.quarantine(execution, 'as a test has it');
      }
    }
    await workshop.close();
    workshop = await openWorkshop({ store, delegate: before.delegate });
    await workshop.settle();
    expect(await statuses(all)).toEqual(expected);
  });
});
