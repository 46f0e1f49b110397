import { type ExecutionId, type NodeKey, ok, partsOfTaskId, type TaskId } from '@reprise/core';
import {
  type ExecutionState,
  isEnd,
  type NodeView,
  viewNode,
  viewNodes,
} from '@reprise/core/execution';
import { nodeOf } from '@reprise/core/plan';
import type { Change, Versioned } from '../../engine/engine.ts';
import { Bell } from '../bell.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { type ExecutionInput, openExecution } from './open-execution.ts';

/** What a watcher is told. Whatever happens faster than it listens is told as one. */
export type LiveUpdate =
  | {
      readonly kind: 'change';
      readonly version: number;
      readonly state: ExecutionState;
      /** All nodes when `complete`; else those that changed, and all that hold them. */
      readonly nodes: readonly NodeView[];
      readonly complete: boolean;
    }
  | {
      readonly kind: 'log';
      readonly node: NodeKey;
      readonly attempt: number;
      readonly size: number;
      readonly closed: boolean;
    }
  | { readonly kind: 'end'; readonly version: number; readonly state: ExecutionState };

export interface WatchInput extends ExecutionInput {
  /** The version that the watcher has seen already. */
  readonly after?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * An execution as it goes, until its end or until `signal` aborts. A watcher who has seen the present version is told
 * only what comes next; any other is told all nodes first. How far each log has come is told in either case.
 */
export const watchExecution: UseCase<WatchInput, AsyncIterable<LiveUpdate>> = async (
  needs,
  caller,
  input,
) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  if (!opened.ok) return opened;
  return ok(updatesOf(needs, opened.value.row.executionId, input));
};

async function* updatesOf(
  needs: UseCaseNeeds,
  execution: ExecutionId,
  { after, signal }: Pick<WatchInput, 'after' | 'signal'>,
): AsyncGenerator<LiveUpdate, void, undefined> {
  const bell = new Bell();
  const changes = new PendingChanges();
  const logs = new LogSizes(needs.logs, bell);
  const stop = needs.engine.watch(execution, (change) => {
    changes.add(change);
    bell.ring();
  });
  signal.addEventListener('abort', bell.ring);
  try {
    const read = await needs.engine.read(execution);
    if (read === null) return;
    let told = read;
    const all = viewNodes(told.state);
    for (const view of all) logs.track(view);
    yield* logs.grown();
    if (told.version !== after) {
      yield { ...told, kind: 'change', nodes: all, complete: true };
    }
    while (told.state.ended === undefined && !signal.aborted) {
      await bell.next();
      const change = changes.take(told);
      for (const view of change?.nodes ?? []) logs.track(view);
      yield* logs.grown();
      if (change === null) continue;
      yield change;
      told = { version: change.version, state: change.state };
    }
    if (told.state.ended !== undefined) yield { ...told, kind: 'end' };
  } finally {
    signal.removeEventListener('abort', bell.ring);
    stop();
    logs.stop();
  }
}

/** Changes that were not told yet, as one. */
class PendingChanges {
  #newest: Versioned | null = null;
  #touched = new Set<NodeKey>();

  add({ version, state, touched }: Change): void {
    this.#newest = { version, state };
    for (const node of touched) this.#touched.add(node);
  }

  /** What is new since `told`; null when nothing is. */
  take(told: Versioned): Extract<LiveUpdate, { readonly kind: 'change' }> | null {
    const newest = this.#newest;
    const touched = this.#touched;
    this.#newest = null;
    this.#touched = new Set();
    if (newest === null || newest.version <= told.version) return null;
    // An abort shows in every node that is under way, whether or not an event speaks of it.
    const complete = newest.state.abort !== told.state.abort;
    const nodes = complete ? viewNodes(newest.state) : viewsWithHolders(newest.state, touched);
    return { ...newest, kind: 'change', nodes, complete };
  }
}

/** The views of these nodes and of all that hold them, holders first. */
function viewsWithHolders(state: ExecutionState, keys: ReadonlySet<NodeKey>): readonly NodeView[] {
  const wanted = new Set<NodeKey>();
  const add = (key: NodeKey): void => {
    if (wanted.has(key)) return;
    const node = nodeOf(state.plan, key);
    if (node.parent !== null) add(node.parent);
    wanted.add(key);
    // Whether an instance waits for its turn depends on its siblings: no event speaks of it.
    if (node.kind === 'strategy') for (const each of node.children) wanted.add(each);
  };
  for (const key of keys) add(key);
  return [...wanted].map((key) => viewNode(state, key));
}

interface TrackedLog {
  readonly node: NodeKey;
  readonly task: TaskId;
  readonly stop: () => void;
  over: boolean;
  /** What was told last, as one text to compare. */
  told: string;
}

const UNTOLD = '0 false';

/** How far the logs of an execution's steps have come, each told when it has grown. */
class LogSizes {
  readonly #logs: UseCaseNeeds['logs'];
  readonly #bell: Bell;
  readonly #tracked = new Map<NodeKey, TrackedLog>();
  readonly #dirty = new Set<TrackedLog>();

  constructor(logs: UseCaseNeeds['logs'], bell: Bell) {
    this.#logs = logs;
    this.#bell = bell;
  }

  /** Follows the log of the node's newest attempt, if a delegate runs or ran it. */
  track({ key, task, status }: NodeView): void {
    if (task === null) return;
    const known = this.#tracked.get(key);
    const tracked =
      known !== undefined && known.task === task ? known : this.#begin(key, task, known);
    tracked.over = isEnd(status);
    if (tracked.over) tracked.stop();
    this.#dirty.add(tracked);
  }

  #begin(node: NodeKey, task: TaskId, before: TrackedLog | undefined): TrackedLog {
    before?.stop();
    const stop = this.#logs.watch(task, () => {
      this.#dirty.add(tracked);
      this.#bell.ring();
    });
    const tracked: TrackedLog = { node, task, stop, over: false, told: UNTOLD };
    this.#tracked.set(node, tracked);
    return tracked;
  }

  async *grown(): AsyncGenerator<LiveUpdate, void, undefined> {
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const log of dirty) {
      const stat = await this.#logs.stat(log.task);
      if (stat === null) continue;
      const closed = stat.closed || log.over;
      const now = `${stat.size} ${closed}`;
      if (now === log.told) continue;
      log.told = now;
      const { attempt } = partsOfTaskId(log.task);
      yield { kind: 'log', node: log.node, attempt, size: stat.size, closed };
    }
  }

  stop(): void {
    for (const { stop } of this.#tracked.values()) stop();
  }
}
