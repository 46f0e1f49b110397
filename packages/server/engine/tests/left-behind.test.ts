import type { DelegateConnection, LeasedTask, WorkspacesLeft } from '@reprise/api/delegate';
import { asDelegateId, asExecutionId, asMilliseconds, partsOfTaskId } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkshop, SOMEBODY, type Workshop } from '../../testing/workshop.ts';

const YAML = `pipeline:
  identifier: shop
  name: Shop
  stages:
    - stage:
        identifier: test
        name: Test
        type: CI
        delegateSelectors: [builder]
        spec:
          runtime: { type: Cloud, spec: {} }
          execution:
            steps:
              - step: { identifier: service, name: Service, type: Background, spec: { command: serve } }
              - step: { identifier: unit, name: Unit, type: Run, spec: { command: make test } }
    - stage:
        identifier: tell
        name: Tell
        type: Custom
        spec:
          execution:
            steps:
              - step: { identifier: pause, name: Pause, type: Wait, spec: { duration: 1h } }
`;
const SUCCESS = { status: 'Success', outputs: {} } as const;
const STAGE = 'pipeline.stages.test';

/** A delegate in the hands of the test. */
class Builder {
  readonly tasks: LeasedTask[] = [];
  readonly left: WorkspacesLeft[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  connect({ engine }: Workshop): Promise<DelegateConnection> {
    const delegateId = asDelegateId(this.#name);
    const hello = { delegateId, name: this.#name, selectors: ['builder'], capacity: 1 };
    return engine.taskServer.connect(hello, {
      run: (task) => this.tasks.push(task),
      stop: () => undefined,
      leave: (_, workspaces) => this.left.push(workspaces),
    });
  }

  get newest(): LeasedTask {
    const task = this.tasks.at(-1);
    if (task === undefined) throw new Error('the builder has no task');
    return task;
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

let workshop: Workshop;
let builder: Builder;
let connection: DelegateConnection;
beforeEach(async () => {
  workshop = await openWorkshop();
  builder = new Builder('builder-1');
  connection = await builder.connect(workshop);
});
afterEach(() => workshop.close());

async function report({ taskId, token }: LeasedTask): Promise<void> {
  expect(await connection.report(taskId, token, SUCCESS)).toBe('accepted');
  await workshop.settle();
}

describe('the process of a Background step', () => {
  it('takes no slot of its delegate, and its log grows until it is ended', async () => {
    await workshop.run(YAML);
    const service = builder.newest;
    await connection.appendLog(service.taskId, service.token, 0, bytes('one'));
    await report(service);
    expect(builder.newest.task.type).toBe('Run');
    expect(await connection.appendLog(service.taskId, service.token, 3, bytes('two'))).toBe(6);
    expect(await workshop.logs.stat(service.taskId)).toEqual({ size: 6, closed: false });
    await connection.endLog(service.taskId);
    expect(await workshop.logs.stat(service.taskId)).toEqual({ size: 6, closed: true });
  });

  it('speaks through the delegate that runs it, and through no other', async () => {
    await workshop.run(YAML);
    const service = builder.newest;
    await connection.appendLog(service.taskId, service.token, 0, bytes('one'));
    await report(service);
    const other = await new Builder('builder-2').connect(workshop);
    await other.appendLog(service.taskId, service.token, 3, bytes('forged'));
    await other.endLog(service.taskId);
    expect(await workshop.logs.stat(service.taskId)).toEqual({ size: 3, closed: false });
  });

  it('is alone in that: a log of any other step is closed with it', async () => {
    await workshop.run(YAML);
    await report(builder.newest);
    const unit = builder.newest;
    await connection.appendLog(unit.taskId, unit.token, 0, bytes('one'));
    await report(unit);
    await connection.appendLog(unit.taskId, unit.token, 3, bytes('late'));
    expect(await workshop.logs.stat(unit.taskId)).toEqual({ size: 3, closed: true });
  });
});

it('what an execution leaves that can be retried is kept', async () => {
  const execution = await workshop.run(YAML);
  await workshop.engine.perform(execution, { type: 'Abort', by: SOMEBODY, reason: 'enough' });
  await report(builder.newest);
  expect(builder.left).toEqual([[STAGE]]);
  expect(await connection.isOver(execution, STAGE)).toBe(true);
  expect(await connection.isOver(execution, null)).toBe(false);
});

it('a delegate is told which workspaces are left, and one that was away may ask', async () => {
  const execution = await workshop.run(YAML);
  await report(builder.newest);
  expect(await connection.isOver(execution, STAGE)).toBe(false);
  await report(builder.newest);
  expect(builder.left).toEqual([[STAGE]]);
  expect(await connection.isOver(execution, STAGE)).toBe(true);
  expect(await connection.isOver(execution, null)).toBe(false);
  await workshop.pass(asMilliseconds(3_600_000));
  expect(builder.left).toEqual([[STAGE], 'all']);
  expect(await connection.isOver(execution, null)).toBe(true);
  expect(await connection.isOver(asExecutionId('never heard of'), null)).toBe(true);
});

it('the tasks of a CI stage wait for the delegate that has their workspace', async () => {
  await workshop.run(YAML);
  const first = builder.newest;
  const other = new Builder('builder-2');
  await other.connect(workshop);
  await report(first);
  expect(partsOfTaskId(builder.newest.taskId).node).toContain('unit');
  expect(other.tasks).toEqual([]);
});
