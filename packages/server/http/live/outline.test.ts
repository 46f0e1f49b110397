import type { ExecutionNode, NodeOutline, OutlineMessage } from '@reprise/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stepIdentifier } from '../../testing/scripted-delegate.ts';
import { type ApiBench, granted, openApiBench } from '../testing/api-bench.ts';
import { SHIPPING } from '../testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterEach(() => bench.close());

/** Runs with one step that fails with 3 and one that goes on until the test ends it. */
async function run(failing: string, hanging: string): Promise<string> {
  bench.delegate.script = ({ taskId }) => {
    const step = stepIdentifier(taskId);
    if (step === hanging) return 'hang';
    return step === failing
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'], exitCode: 3 } }
      : { status: 'Success', outputs: {} };
  };
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
  await bench.settle();
  return begun.data.planExecutionId;
}

async function watch(
  execution: string,
  act: (message: OutlineMessage) => Promise<void> = async () => undefined,
): Promise<readonly OutlineMessage[]> {
  const messages: OutlineMessage[] = [];
  const stream = granted(await bench.client.watchOutline({ path: { execution } }));
  for await (const message of stream) {
    messages.push(message);
    await act(message);
  }
  return messages;
}

const changesOf = (messages: readonly OutlineMessage[]) =>
  messages.flatMap((message) => (message.event === 'change' ? [message.data] : []));

const common = (execution: string, node: ExecutionNode): NodeOutline => ({
  key: node.setupId,
  kind: node.kind,
  identifier: node.identifier,
  name: node.name,
  status: node.status,
  startTs: node.startTs,
  endTs: node.endTs,
  parent: node.parentId?.replace(`${execution}~`, '') ?? null,
  after: node.afterIds.map((id) => id.replace(`${execution}~`, '')),
  row: node.row,
});

it('the outline of an execution is that of its graph, in the same order', async () => {
  const execution = await run('test', 'nothing');
  const [first] = changesOf(await watch(execution));
  const { data } = granted(await bench.client.getExecution({ path: { execution } }));
  const nodes = Object.values(data.executionGraph.nodeMap).filter(
    ({ stepType }) => stepType !== 'NG_FORK',
  );
  expect(first?.complete).toBe(true);
  expect(first?.nodes.map(({ key }) => key)).toEqual(nodes.map(({ setupId }) => setupId));
  for (const [at, node] of nodes.entries()) {
    expect(first?.nodes[at]).toMatchObject(common(execution, node));
  }
});

it('an outline says what a delegate ran and what failed, and of the rest nothing', async () => {
  const execution = await run('test', 'nothing');
  const [first] = changesOf(await watch(execution));
  const rare = new Map(
    first?.nodes.map(({ identifier, attempts, logged, failure }) => [
      identifier,
      { attempts, logged, failure },
    ]),
  );
  expect(rare.get('compile')).toEqual({ attempts: 1, logged: true });
  expect(rare.get('test')).toEqual({
    attempts: 1,
    logged: true,
    failure: { message: 'exit 3', exitCode: 3 },
  });
  expect(rare.get('push')).toEqual({});
  expect(rare.get('unit')).toEqual({});
});

it('a reused stage is outlined with where it ran', async () => {
  const source = await run('test', 'nothing');
  const retried = granted(
    await bench.client.retryExecution({
      path: { pipeline: 'shipping' },
      query: { planExecutionId: source, retryStages: ['unit'] },
      body: '',
    }),
  );
  await bench.settle();
  const [first] = changesOf(await watch(retried.data.planExecutionId));
  const reused = new Map(
    first?.nodes.map(({ identifier, reusedFrom }) => [identifier, reusedFrom]),
  );
  expect(reused.get('build')).toBe(source);
  expect(reused.get('compile')).toBe(source);
  expect(reused.get('ship')).toBeUndefined();
});

it('what changes is outlined with all that holds it, until the end', async () => {
  const execution = await run('nothing', 'push');
  const messages = await watch(execution, async (message) => {
    if (message.event !== 'change' || !message.data.complete) return;
    for (const task of bench.delegate.hanging()) {
      await bench.delegate.end(task, { status: 'Success', outputs: {} });
    }
    await bench.settle();
  });
  const [, second] = changesOf(messages);
  expect(second?.nodes.map(({ identifier }) => identifier)).toEqual(['shipping', 'ship', 'push']);
  expect(messages.at(-1)).toMatchObject({ event: 'end', data: { status: 'Success' } });
});
