import type { NodeOutline, OutlineChange } from '@reprise/api';
import type { Status } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import {
  failedSteps,
  nextFailure,
  pathTo,
  topStageOf,
  waitingNodes,
  worthFollowing,
} from './find.ts';
import { type ExecutionModel, NOTHING_YET, receive, versionOf } from './model.ts';

function node(key: string, kind: NodeOutline['kind'], status: Status, row = 0): NodeOutline {
  const parent = key.includes('.') ? key.slice(0, key.lastIndexOf('.')) : null;
  const startTs = status === 'NotStarted' ? null : row;
  const place = { parent, after: [], row, startTs, endTs: null };
  return { key, kind, identifier: key, name: key, status, ...place };
}

const change = (
  version: number,
  status: Status,
  complete: boolean,
  nodes: readonly NodeOutline[],
): { readonly event: 'change'; readonly data: OutlineChange } => ({
  event: 'change',
  data: {
    version,
    summary: {
      planExecutionId: 'x',
      pipelineIdentifier: 'p',
      name: 'p',
      runSequence: 1,
      status,
      startTs: 0,
      endTs: null,
    },
    complete,
    nodes,
  },
});

/** A pipeline of two stages: `a` with two steps, `b` with one. */
const running = (first: Status, second: Status, third: Status, all: Status): ExecutionModel =>
  receive(
    NOTHING_YET,
    change(1, all, true, [
      node('p', 'pipeline', all),
      node('p.b', 'stage', third, 1),
      node('p.b.z', 'step', third, 0),
      node('p.a', 'stage', first, 0),
      node('p.a.y', 'step', second, 1),
      node('p.a.x', 'step', first, 0),
    ]),
  );

describe('what a page knows of an execution', () => {
  it('holds the nodes in the order of the pipeline, in whatever order they came', () => {
    const { structure } = running('Running', 'NotStarted', 'NotStarted', 'Running');
    expect(structure.children.get('p')).toEqual(['p.a', 'p.b']);
    expect(structure.children.get('p.a')).toEqual(['p.a.x', 'p.a.y']);
  });

  it('keeps its structure and the other nodes when one node changes', () => {
    const before = running('Running', 'NotStarted', 'NotStarted', 'Running');
    const done = node('p.a.x', 'step', 'Success', 0);
    const after = receive(before, change(2, 'Running', false, [done]));
    expect(after.structure).toBe(before.structure);
    expect(after.nodes.get('p.a.x')).toBe(done);
    expect(after.nodes.get('p.a.y')).toBe(before.nodes.get('p.a.y'));
  });

  it('keeps what it says of the whole when that has not changed', () => {
    const before = running('Running', 'NotStarted', 'NotStarted', 'Running');
    const done = node('p.a.x', 'step', 'Success', 0);
    expect(receive(before, change(2, 'Running', false, [done])).summary).toBe(before.summary);
    expect(receive(before, change(2, 'Failed', false, [done])).summary?.status).toBe('Failed');
  });

  it('knows in which version each node was told last', () => {
    const before = running('Running', 'NotStarted', 'NotStarted', 'Running');
    const done = node('p.a.x', 'step', 'Success', 0);
    const after = receive(before, change(7, 'Running', false, [done]));
    expect(versionOf(after, 'p.a.x')).toBe(7);
    expect(versionOf(after, 'p.a.y')).toBe(1);
    const again = receive(after, change(9, 'Running', true, [...after.nodes.values()]));
    expect(versionOf(again, 'p.a.x')).toBe(9);
  });

  it('takes in nodes that a loop brings later', () => {
    const before = running('Running', 'NotStarted', 'NotStarted', 'Running');
    const after = receive(
      before,
      change(2, 'Running', false, [node('p.a.w', 'step', 'Queued', 2)]),
    );
    expect(after.structure.children.get('p.a')).toEqual(['p.a.x', 'p.a.y', 'p.a.w']);
  });

  it('forgets nodes that a complete message does not have', () => {
    const before = running('Running', 'NotStarted', 'NotStarted', 'Running');
    const after = receive(before, change(2, 'Running', true, [node('p', 'pipeline', 'Running')]));
    expect([...after.nodes.keys()]).toEqual(['p']);
  });
});

describe('what is worth following', () => {
  it('is the step that began last while it runs', () => {
    const model = running('Success', 'Running', 'NotStarted', 'Running');
    expect(worthFollowing(model)?.key).toBe('p.a.y');
  });

  it('is what waits for somebody when no step goes on', () => {
    const asks = { ...node('p.b', 'stage', 'InputWaiting', 1), asks: true };
    const told = running('Success', 'Success', 'NotStarted', 'Running');
    const model = receive(told, change(2, 'InputWaiting', false, [asks]));
    expect(worthFollowing(model)?.key).toBe('p.b');
  });

  it('is the first failure when it has ended', () => {
    const model = running('Failed', 'Success', 'Failed', 'Failed');
    expect(worthFollowing(model)?.key).toBe('p.a.x');
  });

  it('is the last step when it ended well', () => {
    expect(worthFollowing(running('Success', 'Success', 'Success', 'Success'))?.key).toBe('p.b.z');
  });

  it('is nothing before anything is known', () => {
    expect(worthFollowing(NOTHING_YET)).toBeNull();
  });
});

describe('going through an execution', () => {
  const model = running('Failed', 'Success', 'Failed', 'Failed');

  it('goes from failure to failure, and round', () => {
    expect(nextFailure(model, null)?.key).toBe('p.a.x');
    expect(nextFailure(model, 'p.a.x')?.key).toBe('p.b.z');
    expect(nextFailure(model, 'p.b.z')?.key).toBe('p.a.x');
  });

  it('lists failures and what waits in the order of the pipeline, and again when a node changes', () => {
    expect(failedSteps(model).map(({ key }) => key)).toEqual(['p.a.x', 'p.b.z']);
    expect(waitingNodes(model)).toEqual([]);
    const waits = { ...node('p.a.y', 'step', 'ApprovalWaiting', 1) };
    const asks = { ...node('p.b', 'stage', 'InputWaiting', 1), asks: true };
    const after = receive(model, change(2, 'Running', false, [asks, waits]));
    expect(waitingNodes(after).map(({ key }) => key)).toEqual(['p.a.y', 'p.b']);
  });

  it('does not count what failed elsewhere and was reused', () => {
    const reused = { ...node('p.a.x', 'step', 'Failed'), reusedFrom: 'before' };
    const after = receive(model, change(2, 'Failed', false, [reused]));
    expect(failedSteps(after).map(({ key }) => key)).toEqual(['p.b.z']);
  });

  it('knows the way to a node, without the pipeline', () => {
    expect(pathTo(model, 'p.a.x').map(({ key }) => key)).toEqual(['p.a', 'p.a.x']);
    expect(topStageOf(model, 'p.a.x')?.key).toBe('p.a');
  });
});
