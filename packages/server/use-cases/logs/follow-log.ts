import type { ExecutionId, NodeKey, TaskId } from '@reprise/core';
import { isEnd, viewNode } from '@reprise/core/execution';
import { Bell } from '../bell.ts';
import type { UseCaseNeeds } from '../needs.ts';

/** The log of one attempt, wherever it ran. */
export interface FoundLog {
  readonly task: TaskId;
  readonly execution: ExecutionId;
  readonly node: NodeKey;
  readonly attempt: number;
}

/** How a log stands: an attempt that is over writes no more, even if it never wrote anything. */
export async function statOf(
  needs: Pick<UseCaseNeeds, 'logs' | 'engine'>,
  log: FoundLog,
): Promise<{ readonly size: number; readonly closed: boolean }> {
  // Asked before the size: what an ended attempt wrote was all there before it ended.
  const over = await isOver(needs, log);
  const stat = await needs.logs.stat(log.task);
  return { size: stat?.size ?? 0, closed: over || stat?.closed === true };
}

async function isOver(
  { engine }: Pick<UseCaseNeeds, 'engine'>,
  { execution, node, attempt }: FoundLog,
): Promise<boolean> {
  const read = await engine.read(execution);
  if (read === null || !read.state.plan.nodes.has(node)) return true;
  const { attempts, status } = viewNode(read.state, node);
  if (attempts > attempt || read.state.ended !== undefined) return true;
  return attempts === attempt && (isEnd(status) || status === 'InterventionWaiting');
}

const CHUNK = 65_536;

/** All of a log, piece by piece, as it stands now. */
export async function* wholeLog(
  { logs }: Pick<UseCaseNeeds, 'logs'>,
  task: TaskId,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = from; at < to; at += CHUNK) {
    yield await logs.read(task, at, Math.min(at + CHUNK, to));
  }
}

/** A log as it grows, until no more will come or `signal` aborts. */
export async function* followLog(
  needs: Pick<UseCaseNeeds, 'logs' | 'engine'>,
  log: FoundLog,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const bell = new Bell();
  const stops = [
    needs.logs.watch(log.task, bell.ring),
    needs.engine.watch(log.execution, bell.ring),
  ];
  signal.addEventListener('abort', bell.ring);
  try {
    for (let at = 0; !signal.aborted; await bell.next()) {
      const { size, closed } = await statOf(needs, log);
      yield* wholeLog(needs, log.task, at, size);
      at = size;
      if (closed) return;
    }
  } finally {
    signal.removeEventListener('abort', bell.ring);
    for (const stop of stops) stop();
  }
}
