import { readEvents } from '@reprise/api/client';
import { asExecutionId, taskIdOf } from '@reprise/core';
import { stageKey, stepKey, stepsOfStage } from '@reprise/core/plan';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, BASE, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

const compile = stepKey(stepsOfStage(stageKey('build')), 'compile');
const line = (out: string): string =>
  `${JSON.stringify({ level: 'INFO', time: '2026-01-01T00:00:00Z', out })}\n`;
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterEach(() => bench.close());

async function runHanging(): Promise<string> {
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'compile' ? 'hang' : { status: 'Success', outputs: {} };
  const begun = granted(
    await bench.client.executePipeline({ path: { pipeline: 'shipping' }, body: '' }),
  );
  await bench.settle();
  return begun.data.planExecutionId;
}

async function write(execution: string, offset: number, out: string): Promise<number> {
  const task = taskIdOf(asExecutionId(execution), compile, 1);
  return bench.logs.append(task, offset, new TextEncoder().encode(line(out)));
}

async function finish(): Promise<void> {
  for (const task of bench.delegate.hanging()) {
    await bench.delegate.end(task, { status: 'Success', outputs: {} });
  }
  await bench.settle();
}

async function logKeyOf(execution: string): Promise<string> {
  const { data } = granted(await bench.client.getExecution({ path: { execution } }));
  const nodes = Object.values(data.executionGraph.nodeMap);
  const node = nodes.find(({ identifier }) => identifier === 'compile');
  expect(node?.executableResponses[0]?.task.logKeys).toEqual([node?.logBaseKey]);
  return node?.logBaseKey ?? 'none';
}

describe('a range of a log', () => {
  const read = async (execution: string, query: { node: string; from?: number; to?: number }) => {
    const answer = granted(await bench.client.readLog({ path: { execution }, query }));
    const header = (name: string) => answer.headers.get(name);
    return { text: text(answer.bytes), size: header('x-log-size'), closed: header('x-log-closed') };
  };

  it('is empty and open for a step that has written nothing yet', async () => {
    const execution = await runHanging();
    const nothing = { text: '', size: '0', closed: 'false' };
    expect(await read(execution, { node: 'compile' })).toEqual(nothing);
    expect(await read(execution, { node: 'push' })).toEqual(nothing);
  });

  it('has the bytes that were asked for, and says how many there are', async () => {
    const execution = await runHanging();
    const size = await write(execution, 0, 'hello');
    const whole = { text: line('hello'), size: String(size), closed: 'false' };
    expect(await read(execution, { node: 'compile' })).toEqual(whole);
    expect((await read(execution, { node: 'compile', from: 2, to: 7 })).text).toBe('level');
    expect((await read(execution, { node: 'compile', from: size })).text).toBe('');
    await finish();
    expect((await read(execution, { node: 'compile' })).closed).toBe('true');
  });

  it('takes a step by its identifier, its full name or its name at the API', async () => {
    const execution = await runHanging();
    await write(execution, 0, 'hello');
    for (const node of ['compile', compile, `${execution}~${compile}`]) {
      expect((await read(execution, { node })).text).toBe(line('hello'));
    }
  });

  it('of a step that does not exist is refused with the names of those that do', async () => {
    const path = { execution: await runHanging() };
    const refused = denied(await bench.client.readLog({ path, query: { node: 'nope' } }));
    expect(refused).toMatchObject({ httpStatus: 404, code: 'NODE_NOT_FOUND' });
    expect(refused.message).toContain('compile, test, check, push');
  });

  it('of an identifier that two steps have is refused with both full names', async () => {
    const body = SHIPPING.replaceAll(/identifier: (test|check)/g, 'identifier: same').replace(
      'identifier: shipping',
      'identifier: twice',
    );
    granted(await bench.client.createPipeline({ body }));
    const begun = await bench.client.executePipeline({ path: { pipeline: 'twice' } });
    await bench.settle();
    const path = { execution: granted(begun).data.planExecutionId };
    const refused = denied(await bench.client.readLog({ path, query: { node: 'same' } }));
    expect(refused.code).toBe('AMBIGUOUS_NODE');
    expect(refused.message).toContain('pipeline.stages.unit.spec.execution.steps.same');
    expect(refused.message).toContain('pipeline.stages.lint.spec.execution.steps.same');
  });

  it('of a reused step is read from the execution in which it ran', async () => {
    bench.delegate.script = ({ taskId }) =>
      stepIdentifier(taskId) === 'push'
        ? { status: 'Failed', failure: { message: 'no', types: ['Unknown'] } }
        : { status: 'Success', outputs: {} };
    const begun = await bench.client.executePipeline({ path: { pipeline: 'shipping' } });
    const source = granted(begun).data.planExecutionId;
    await bench.settle();
    await write(source, 0, 'built there');
    const query = { planExecutionId: source, retryStages: ['ship'] };
    const path = { pipeline: 'shipping' };
    const retried = granted(await bench.client.retryExecution({ path, query }));
    const seen = await read(retried.data.planExecutionId, { node: 'compile' });
    expect(seen).toMatchObject({ text: line('built there'), closed: 'true' });
  });
});

describe('the lines of a log', () => {
  const writeAll = async (execution: string, outs: readonly string[]): Promise<number> => {
    const task = taskIdOf(asExecutionId(execution), compile, 1);
    return bench.logs.append(task, 0, new TextEncoder().encode(outs.map(line).join('')));
  };
  const query = { node: 'compile' };

  it('are found by an index of each thousandth, with a line still being written left out', async () => {
    const execution = await runHanging();
    const outs = Array.from({ length: 2_500 }, (_, at) => `line ${at} é`);
    const size = await writeAll(execution, outs);
    const task = taskIdOf(asExecutionId(execution), compile, 1);
    await bench.logs.append(task, size, new TextEncoder().encode('{"level":'));
    const index = granted(await bench.client.indexLog({ path: { execution }, query }));
    expect(index).toMatchObject({ attempt: 1, size, closed: false, lines: 2_500 });
    expect(index.offsets).toHaveLength(3);
    const from = index.offsets[2] ?? -1;
    const read = granted(
      await bench.client.readLog({ path: { execution }, query: { ...query, from, to: size } }),
    );
    expect(text(read.bytes)).toBe(outs.slice(2_000).map(line).join(''));
  });

  it('are none where nothing was written', async () => {
    const path = { execution: await runHanging() };
    const index = granted(await bench.client.indexLog({ path, query: { node: 'push' } }));
    expect(index).toEqual({ attempt: 0, size: 0, closed: false, lines: 0, offsets: [] });
  });

  it('are searched as a person reads them: no patterns, no colours, either case', async () => {
    const path = { execution: await runHanging() };
    await writeAll(path.execution, ['a.*b', 'axxb', '\u001b[31mERR\u001b[0mOR a', 'fine "a"']);
    const found = async (wanted: string) =>
      granted(await bench.client.searchLog({ path, query: { ...query, text: wanted } }));
    expect(await found('a.*b')).toEqual({ attempt: 1, lines: [0], total: 1 });
    expect(await found('error')).toEqual({ attempt: 1, lines: [2], total: 1 });
    expect(await found('"A"')).toEqual({ attempt: 1, lines: [3], total: 1 });
    expect((await found('level')).total).toBe(0);
  });
});

describe('the log service', () => {
  it('gives the whole log under the key that the graph names', async () => {
    const execution = await runHanging();
    await write(execution, 0, 'hello');
    const key = await logKeyOf(execution);
    expect(key).toBe(`default/pipeline/shipping/1/-${execution}/${compile}/1`);
    const query = { accountID: 'default', key };
    expect(text(granted(await bench.client.logBlob({ query })).bytes)).toBe(line('hello'));
  });

  it('streams a log as it grows and ends it with eof', async () => {
    const execution = await runHanging();
    const size = await write(execution, 0, 'one');
    const key = encodeURIComponent(await logKeyOf(execution));
    const headers = { accept: 'text/event-stream' };
    const url = `/gateway/log-service/stream?accountID=default&key=${key}`;
    const answer = await bench.send('GET', url, { headers });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const seen: string[] = [];
    for await (const { event, data } of readEvents(answer.body ?? new ReadableStream())) {
      seen.push(event === 'message' ? JSON.parse(data).out : `${event}: ${data}`);
      if (seen.length === 1) await write(execution, size, 'two');
      if (seen.length === 2) await finish();
    }
    expect(seen).toEqual(['one', 'two', 'error: eof']);
  });

  it('stops following when nobody listens any more', async () => {
    const execution = await runHanging();
    await write(execution, 0, 'one');
    const key = encodeURIComponent(await logKeyOf(execution));
    const answer = await bench.send('GET', `/log-service/stream?key=${key}`);
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(bench.watchers()).toBe(1);
    await reader?.cancel();
    expect(bench.watchers()).toBe(0);
  });

  it('links to everything of an execution, in the order of the pipeline', async () => {
    const execution = await runHanging();
    await write(execution, 0, 'hello');
    await finish();
    const prefix = `default/pipeline/shipping/1/-${execution}`;
    const answer = granted(await bench.client.logDownload({ query: { prefix } }));
    const link = new URL(answer.link);
    expect(link.href.startsWith(`${BASE}/gateway/log-service/`)).toBe(true);
    const archive = await bench.send('GET', link.pathname + link.search);
    expect(await archive.text()).toBe(line('hello'));
  });

  it.each(['', 'nonsense', '../../etc/passwd', 'default/pipeline/p/1/-x/../../y/1'])(
    'finds nothing under the key "%s"',
    async (key) => {
      const refused = denied(await bench.client.logBlob({ query: { key } }));
      expect([400, 404]).toContain(refused.httpStatus);
    },
  );

  it('finds nothing under a key of another account', async () => {
    const key = await logKeyOf(await runHanging());
    const refused = denied(await bench.client.logBlob({ query: { key, accountID: 'other' } }));
    expect(refused).toMatchObject({ httpStatus: 404, code: 'LOG_NOT_FOUND' });
  });

  it('hands out a token to whom it wants one', async () => {
    expect(granted(await bench.client.logToken({}))).not.toBe('');
  });
});
