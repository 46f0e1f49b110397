import { asMilliseconds, asNodeKey, type ExecutionId } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../stores/memory/store.ts';
import { ScriptedDelegate } from '../../testing/scripted-delegate.ts';
import { shellPipeline } from '../../testing/shell-pipelines.ts';
import { countingIds, openWorkshop, SOMEBODY, type Workshop } from '../../testing/workshop.ts';
import type { Change } from '../engine.ts';
import { ROUND } from '../neighbours.ts';

const YAML = shellPipeline('shop', { build: { compile: 'x' } });
const ABORT = { type: 'Abort', by: SOMEBODY, reason: 'enough' } as const;
const COMPILE = asNodeKey('pipeline.stages.build.spec.execution.steps.compile');
const LONGER_THAN_A_WAIT = asMilliseconds(120_000);

const single = (identifier: string, step: string): string => `pipeline:
  identifier: ${identifier}
  name: ${identifier}
  stages:
    - stage:
        identifier: only
        name: only
        type: Custom
        spec: {execution: {steps: [${step}]}}
`;
const WAITS = single(
  'waits',
  '{step: {identifier: rest, name: rest, type: Wait, spec: {duration: 90s}}}',
);
const QUEUES = single(
  'queues',
  `{step: {identifier: turn, name: turn, type: Queue, spec: {key: prod, scope: Pipeline}}}, {step: {identifier: push, name: push, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: x}}}}}`,
);

let one: Workshop;
let other: Workshop;
beforeEach(async () => {
  const store = createMemoryStore();
  const ids = countingIds();
  one = await openWorkshop({ store, ids, sharesStore: true });
  const delegate = new ScriptedDelegate('second');
  const { clock } = one;
  other = await openWorkshop({ store, ids, delegate, clock, sharesStore: true });
  one.delegate.script = () => 'hang';
  other.delegate.script = () => 'hang';
  await other.settle();
});
afterEach(async () => {
  await other.engine.stop();
  await one.close();
});

/** As when its machine loses its power: nothing that it would do later happens, and its delegate is gone. */
async function dies(server: Workshop): Promise<void> {
  await server.delegate.vanish();
  await server.engine.stop();
}

async function statusSeenBy(server: Workshop, execution: ExecutionId) {
  const read = await server.engine.read(execution);
  return read === null ? null : statusOf(read.state);
}

describe('of two servers on one store', () => {
  it('each answers with what the other has committed, however lately', async () => {
    const execution = await one.run(YAML);
    expect(await statusSeenBy(other, execution)).toBe('Running');
    await one.engine.perform(execution, ABORT);
    await one.settle();
    expect(await statusSeenBy(other, execution)).toBe('Aborted');
  });

  it('each tells its live pages in its next round what the other has committed', async () => {
    const execution = await one.run(YAML);
    const heard: Change[] = [];
    other.engine.watch(execution, (change) => heard.push(change));
    await one.engine.perform(execution, ABORT);
    await one.settle();
    expect(heard).toEqual([]);
    await other.pass(ROUND);
    expect(heard.map(({ state }) => statusOf(state))).toEqual(['Aborted']);
    expect(heard[0]?.touched).toContain('pipeline.stages.build.spec.execution.steps.compile');
  });

  it('one stops the step that the other has aborted, and its result changes nothing', async () => {
    const execution = await one.run(YAML);
    expect(one.delegate.hanging()).toHaveLength(1);
    await other.engine.perform(execution, ABORT);
    expect(one.delegate.hanging()).toHaveLength(1);
    await one.pass(ROUND);
    expect(one.delegate.hanging()).toEqual([]);
    expect(await statusSeenBy(one, execution)).toBe('Aborted');
    expect(one.delegate.ran).toHaveLength(1);
  });

  it('one keeps the time of an execution that the other began before it died', async () => {
    const execution = await one.run(WAITS);
    await dies(one);
    await other.pass(LONGER_THAN_A_WAIT);
    expect(await statusSeenBy(other, execution)).toBe('Success');
  });

  it('one gives up, after a minute, the step that ran where the other died (I12)', async () => {
    const execution = await one.run(YAML);
    await dies(one);
    await other.pass(ROUND);
    expect(await statusSeenBy(other, execution)).toBe('Running');
    await other.pass(LONGER_THAN_A_WAIT);
    expect(await statusSeenBy(other, execution)).toBe('Failed');
    const read = await other.engine.read(execution);
    expect(JSON.stringify(read?.state.nodes.get(COMPILE))).toContain('DelegateRestart');
  });

  it('somebody runs the steps for which a third one, which died, had no room', async () => {
    const full = await openWorkshop({
      store: one.store,
      ids: countingIds('full'),
      delegate: new ScriptedDelegate('full'),
      capacity: 0,
    });
    const execution = await full.run(YAML);
    await dies(full);
    const ran = () => [...one.delegate.ran, ...other.delegate.ran].map(({ taskId }) => taskId);
    expect(ran()).toEqual([]);
    await other.pass(ROUND);
    expect(ran()).toEqual([expect.stringContaining(execution)]);
  });

  it('an execution has its turn although whoever held the key ends on the other one', async () => {
    const holder = await one.run(QUEUES);
    const waiting = await other.run(QUEUES);
    expect(await statusSeenBy(one, waiting)).toBe('ResourceWaiting');
    await one.engine.perform(holder, ABORT);
    await one.settle();
    expect(await statusSeenBy(other, waiting)).toBe('Running');
  });
});
