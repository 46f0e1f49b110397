/** How siblings are drawn: one after the other, a parallel block as a fork that has its members as children. */

import { asNodeKey, type Instant, type NodeKey } from '@reprise/core';
import type { Status } from '@reprise/core/execution';
import { isEnd, type NodeView, worstOf } from '@reprise/core/execution';

/** What is drawn at one place, and what follows it. */
export type Drawn =
  | { readonly kind: 'node'; readonly key: NodeKey; readonly next: readonly NodeKey[] }
  | {
      readonly kind: 'fork';
      readonly key: NodeKey;
      readonly members: readonly NodeKey[];
      readonly next: readonly NodeKey[];
    };

export interface Drawing {
  /** Where the drawing begins. */
  readonly first: readonly NodeKey[];
  readonly all: readonly Drawn[];
}

/** Draws the children of `parent`, given in the order of the pipeline. */
export function draw(parent: NodeKey, children: readonly NodeView[]): Drawing {
  const rows = rowsOf(children);
  return isLadder(rows) ? drawRows(parent, rows) : drawGraph(children);
}

/** Draws what is in a node: a loop is the fork of its instances itself. */
export const drawInside = ({ key, kind }: NodeView, children: readonly NodeView[]): Drawing =>
  kind === 'strategy' ? drawGraph(children) : draw(key, children);

type Row = readonly NodeView[];

function rowsOf(children: readonly NodeView[]): readonly Row[] {
  const rows = new Map<number, NodeView[]>();
  for (const child of children) {
    const row = rows.get(child.row);
    if (row === undefined) rows.set(child.row, [child]);
    else row.push(child);
  }
  return [...rows.values()];
}

/** Whether every member of a row comes after exactly the members of the row before: lists and parallel blocks. */
const isLadder = (rows: readonly Row[]): boolean =>
  rows.every((row, at) => {
    const before = new Set((rows[at - 1] ?? []).map(({ key }) => key));
    return row.every(
      ({ after }) => after.length === before.size && after.every((key) => before.has(key)),
    );
  });

function drawRows(parent: NodeKey, rows: readonly Row[]): Drawing {
  const keys = rows.map((row) => keyOfRow(parent, row));
  const all = rows.flatMap((row, at): readonly Drawn[] => {
    const next = keys.slice(at + 1, at + 2);
    const key = keys[at] ?? parent;
    if (row.length === 1) return [{ kind: 'node', key, next }];
    const members = row.map((member) => member.key);
    return [
      { kind: 'fork', key, members, next },
      ...members.map((member): Drawn => ({ kind: 'node', key: member, next: [] })),
    ];
  });
  return { first: keys.slice(0, 1), all };
}

/** A fork has a key of its own that no node can have: what stands in a node is below `stages` or `steps`. */
const keyOfRow = (parent: NodeKey, row: Row): NodeKey =>
  row.length === 1 && row[0] !== undefined
    ? row[0].key
    : asNodeKey(`${parent}.parallel.${row[0]?.row}`);

/** Any other shape: an edge for each dependency. */
const drawGraph = (children: readonly NodeView[]): Drawing => ({
  first: children.filter(({ after }) => after.length === 0).map(({ key }) => key),
  all: children.map(({ key, before }) => ({ kind: 'node', key, next: before })),
});

/** What a fork shows of its members. */
export interface ForkView {
  readonly status: Status;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
}

export function forkView(members: readonly NodeView[]): ForkView {
  const started = members.flatMap(({ startedAt }) => startedAt ?? []);
  const ended = members.flatMap(({ endedAt }) => endedAt ?? []);
  const statuses = members.map(({ status }) => status);
  const live = statuses.find((status) => !isEnd(status) && status !== 'NotStarted');
  const ends = statuses.filter(isEnd);
  return {
    status: live ?? (ends.length > 0 ? worstOf(ends) : 'NotStarted'),
    startedAt: earliest(started),
    endedAt: live === undefined && ended.length === members.length ? latest(ended) : null,
  };
}

const earliest = (times: readonly Instant[]): Instant | null =>
  times.reduce<Instant | null>((a, b) => (a === null || b < a ? b : a), null);
const latest = (times: readonly Instant[]): Instant | null =>
  times.reduce<Instant | null>((a, b) => (a === null || b > a ? b : a), null);
