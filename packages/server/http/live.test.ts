import type { LiveMessage } from '@reprise/api';
import { asExecutionId, taskIdOf } from '@reprise/core';
import { stageKey, stepKey, stepsOfStage } from '@reprise/core/plan';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { serverSentEvent, withHeartbeat } from './live/event-stream.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterEach(() => bench.close());

async function runHangingAt(...steps: readonly string[]): Promise<string> {
  bench.delegate.script = ({ taskId }) =>
    steps.includes(stepIdentifier(taskId)) ? 'hang' : { status: 'Success', outputs: {} };
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
  await bench.settle();
  return begun.data.planExecutionId;
}

async function finish(): Promise<void> {
  for (const task of bench.delegate.hanging()) {
    await bench.delegate.end(task, { status: 'Success', outputs: {} });
  }
  await bench.settle();
}

/** Watches to the end; `act` is called with each message, before the next one is read. */
async function watch(
  execution: string,
  options: { after?: number; lastEventId?: string } = {},
  act: (message: LiveMessage) => Promise<void> = async () => undefined,
): Promise<readonly LiveMessage[]> {
  const { after, ...rest } = options;
  const query = after === undefined ? {} : { after };
  const stream = granted(
    await bench.client.watchExecution({ path: { execution }, query, ...rest }),
  );
  const messages: LiveMessage[] = [];
  for await (const message of stream) {
    messages.push(message);
    await act(message);
  }
  return messages;
}

const changesOf = (messages: readonly LiveMessage[]) =>
  messages.flatMap((message) => (message.event === 'change' ? [message.data] : []));

describe('watching an execution', () => {
  it('tells all nodes first, in the order of the tree, and ends with the end', async () => {
    const execution = await runHangingAt();
    const messages = await watch(execution);
    const [first, ...others] = changesOf(messages);
    expect(others).toEqual([]);
    expect(first?.complete).toBe(true);
    expect(first?.nodes.map(({ identifier }) => identifier)).toEqual(
      'shipping build compile unit test lint check ship push'.split(' '),
    );
    expect(messages.at(-1)).toEqual({
      event: 'end',
      data: { version: first?.version, status: 'Success' },
    });
  });

  it('tells what changed, with all that holds it, until a watcher knows all that is', async () => {
    const execution = await runHangingAt('compile', 'push');
    const known = new Map<string, string>();
    const messages = await watch(execution, {}, async (message) => {
      if (message.event !== 'change') return;
      for (const node of message.data.nodes) known.set(node.uuid, node.status);
      await finish();
    });
    const [first, second] = changesOf(messages);
    const versions = changesOf(messages).map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(second?.version).toBeGreaterThan(first?.version ?? 0);
    const told = new Set(second?.nodes.map(({ uuid }) => uuid));
    expect(second?.nodes.every(({ parentId }) => parentId === null || told.has(parentId))).toBe(
      true,
    );
    const { data } = granted(await bench.client.getExecution({ path: { execution } }));
    for (const [uuid, status] of known) {
      expect([uuid, data.executionGraph.nodeMap[uuid]?.status]).toEqual([uuid, status]);
    }
  });

  it('shows an abort in every node that is under way', async () => {
    const execution = await runHangingAt('compile');
    const path = { execution };
    const messages = await watch(execution, {}, async (message) => {
      if (message.event !== 'change' || message.data.summary.status !== 'Running') return;
      const query = { interruptType: 'AbortAll' };
      granted(await bench.client.interruptExecution({ path, query }));
    });
    expect(messages.at(-1)).toMatchObject({ event: 'end', data: { status: 'Aborted' } });
    expect(changesOf(messages).some(({ complete, version }) => complete && version > 1)).toBe(true);
    const last = changesOf(messages).at(-1);
    expect(last?.summary.status).toBe('Aborted');
    expect(last?.nodes.find(({ identifier }) => identifier === 'build')?.status).toBe('Aborted');
  });

  it('goes on where it was: by the last event id, or by the version', async () => {
    const execution = await runHangingAt('compile');
    const seen = changesOf(await watchUntilFirst(execution))[0]?.version ?? 0;
    const both = [{ lastEventId: String(seen) }, { after: seen }].map((options) =>
      watch(execution, options),
    );
    await bench.settle();
    await finish();
    for (const messages of await Promise.all(both)) {
      const [next] = changesOf(messages);
      expect(next?.version).toBeGreaterThan(seen);
      expect(next?.complete).toBe(false);
    }
  });

  it('tells everything again to a watcher who has missed something', async () => {
    const execution = await runHangingAt('compile');
    const seen = changesOf(await watchUntilFirst(execution))[0]?.version ?? 0;
    await finish();
    const [first] = changesOf(await watch(execution, { after: seen }));
    expect(first?.complete).toBe(true);
  });

  it('tells how far each log has come, before the end of its step', async () => {
    const execution = await runHangingAt('compile');
    const compile = stepKey(stepsOfStage(stageKey('build')), 'compile');
    const task = taskIdOf(asExecutionId(execution), compile, 1);
    const write = (offset: number) =>
      bench.logs.append(task, offset, new TextEncoder().encode('0123456789'));
    await write(0);
    const messages = await watch(execution, {}, async (message) => {
      if (message.event === 'change' && message.data.complete) await write(10);
      if (message.event === 'log' && message.data.size === 20) await finish();
    });
    const logs = messages.flatMap(({ event, data }) => (event === 'log' ? [data] : []));
    const nodeExecutionId = `${execution}~${compile}`;
    expect(logs).toEqual([
      { nodeExecutionId, attempt: 1, size: 10, closed: false },
      { nodeExecutionId, attempt: 1, size: 20, closed: false },
      { nodeExecutionId, attempt: 1, size: 20, closed: true },
    ]);
  });

  it('is never held back by proxies, and is an event stream', async () => {
    const execution = await runHangingAt();
    const answer = await bench.send('GET', `/api/v1/executions/${execution}/live`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect(await answer.text()).toContain('event: end\n');
  });

  it('is refused for an execution that is not there', async () => {
    const path = { execution: 'nope' };
    expect(denied(await bench.client.watchExecution({ path })).code).toBe('EXECUTION_NOT_FOUND');
  });

  async function watchUntilFirst(execution: string): Promise<readonly LiveMessage[]> {
    const stream = granted(await bench.client.watchExecution({ path: { execution } }));
    for await (const message of stream) return [message];
    return [];
  }
});

describe('an event stream', () => {
  it('says that it is still there when nothing happens, and loses nothing by it', async () => {
    let go: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => {
      go = resolve;
    });
    async function* slow(): AsyncGenerator<string, void, undefined> {
      await wait;
      yield serverSentEvent({ data: 'at last' });
    }
    const seen: string[] = [];
    for await (const chunk of withHeartbeat(slow(), 1)) {
      seen.push(new TextDecoder().decode(chunk));
      if (seen.length === 2) go();
    }
    expect(seen.slice(0, 2).every((chunk) => chunk.startsWith(': '))).toBe(true);
    expect(seen.at(-1)).toBe('data: at last\n\n');
  });

  it('keeps text of several lines together', () => {
    expect(serverSentEvent({ event: 'x', id: '1', data: 'a\nb\r\nc' })).toBe(
      'event: x\nid: 1\ndata: a\ndata: b\ndata: c\n\n',
    );
  });
});
