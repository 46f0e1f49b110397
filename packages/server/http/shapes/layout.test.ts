import { asInstant, asNodeKey, type NodeKey } from '@reprise/core';
import type { NodeView, Status } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { draw, forkView } from './layout.ts';

const PIPELINE = asNodeKey('pipeline');

function view(
  name: string,
  row: number,
  after: readonly string[],
  before: readonly string[] = [],
): NodeView {
  return {
    key: asNodeKey(name),
    kind: 'stage',
    identifier: name,
    name,
    type: 'Custom',
    parent: PIPELINE,
    children: [],
    after: after.map(asNodeKey),
    before: before.map(asNodeKey),
    row,
    place: null,
    status: 'NotStarted',
    startedAt: null,
    endedAt: null,
    attempts: 0,
    task: null,
    delegate: null,
    work: null,
    outputs: null,
    failure: null,
    skip: null,
    approvals: [],
    child: null,
    tries: [],
    interrupts: [],
    asking: null,
    inputs: null,
    reused: null,
    runReason: null,
  };
}

/** One line for each place: what is drawn there, its members, and what follows. */
function linesOf(children: readonly NodeView[]): readonly string[] {
  const names = (keys: readonly NodeKey[]) => keys.join(',');
  const { first, all } = draw(PIPELINE, children);
  return [
    `begins at ${names(first)}`,
    ...all.map((drawn) =>
      drawn.kind === 'fork'
        ? `${drawn.key}[${names(drawn.members)}] -> ${names(drawn.next)}`
        : `${drawn.key} -> ${names(drawn.next)}`,
    ),
  ];
}

describe('a drawing', () => {
  it('of nothing is empty', () => {
    expect(linesOf([])).toEqual(['begins at ']);
  });

  it('of a list is a chain', () => {
    expect(linesOf([view('a', 0, []), view('b', 1, ['a'])])).toEqual([
      'begins at a',
      'a -> b',
      'b -> ',
    ]);
  });

  it('of a parallel block is a fork with its members below it', () => {
    expect(
      linesOf([
        view('a', 0, []),
        view('b', 1, ['a']),
        view('c', 1, ['a']),
        view('d', 2, ['b', 'c']),
      ]),
    ).toEqual([
      'begins at a',
      'a -> pipeline.parallel.1',
      'pipeline.parallel.1[b,c] -> d',
      'b -> ',
      'c -> ',
      'd -> ',
    ]);
  });

  it('of blocks one after the other is forks one after the other', () => {
    const children = [
      view('a', 0, []),
      view('b', 0, []),
      view('c', 1, ['a', 'b']),
      view('d', 1, ['a', 'b']),
    ];
    expect(linesOf(children).filter((line) => line.includes('['))).toEqual([
      'pipeline.parallel.0[a,b] -> pipeline.parallel.1',
      'pipeline.parallel.1[c,d] -> ',
    ]);
  });

  it('of any other shape has an edge for each dependency', () => {
    expect(
      linesOf([
        view('a', 0, [], ['c']),
        view('b', 0, [], ['c', 'd']),
        view('c', 1, ['a', 'b']),
        view('d', 1, ['b']),
      ]),
    ).toEqual(['begins at a,b', 'a -> c', 'b -> c,d', 'c -> ', 'd -> ']);
  });
});

describe('a fork', () => {
  const member = (status: Status, startedAt: number | null, endedAt: number | null): NodeView => ({
    ...view('x', 0, []),
    status,
    startedAt: startedAt === null ? null : asInstant(startedAt),
    endedAt: endedAt === null ? null : asInstant(endedAt),
  });

  it('has not started before any of its members', () => {
    const members = [member('NotStarted', null, null), member('NotStarted', null, null)];
    expect(forkView(members)).toEqual({ status: 'NotStarted', startedAt: null, endedAt: null });
  });

  it('runs as long as one of its members does', () => {
    const members = [member('Failed', 1, 5), member('ApprovalWaiting', 2, null)];
    expect(forkView(members)).toEqual({ status: 'ApprovalWaiting', startedAt: 1, endedAt: null });
  });

  it('ended as the worst of its members, when the last of them did', () => {
    const members = [member('Success', 2, 9), member('Failed', 1, 5)];
    expect(forkView(members)).toEqual({ status: 'Failed', startedAt: 1, endedAt: 9 });
  });
});
