import type {
  DelegateId,
  Digest,
  ExecutionId,
  Instant,
  LeaseToken,
  Result,
  Scope,
  TaskId,
} from '@reprise/core';
import type {
  ChosenStage,
  Effect,
  ExecutionEvent,
  ParentStage,
  Principal,
  RerunOrigin,
  Status,
} from '@reprise/core/execution';
import type { Pipeline } from '@reprise/core/pipeline';
import type { ExecutionFilter } from './execution-filter.ts';
import type { AnsweredRequest, KeyedRequest, RequestName } from './keyed-request.ts';

/** What an execution runs (I11), kept once however many retries share it. */
export interface Definition {
  readonly digest: Digest;
  /** The YAML as compiled: templates and inputs merged in. */
  readonly compiledYaml: string;
  /** The inputs as given, merged; empty when there were none. */
  readonly inputsYaml: string;
  /** The skeleton of the pipeline's runtime inputs when it ran; empty when it has none. */
  readonly inputsTemplateYaml: string;
  readonly pipeline: Pipeline;
}

/** One row of the execution list: the read model that changes in the same transaction as the events (I2). */
export interface ExecutionRow {
  readonly executionId: ExecutionId;
  readonly scope: Scope;
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly runSequence: number;
  readonly definition: Digest;
  readonly status: Status;
  readonly createdAt: Instant;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly triggeredBy: Principal;
  readonly note: string | null;
  readonly rootId: ExecutionId;
  readonly parentId: ExecutionId | null;
  /** What it was run again from, if it was. */
  readonly rerun?: RerunOrigin;
  /** The stages that were chosen, of a selective run. */
  readonly chosenStages?: readonly ChosenStage[];
  readonly stageCounts: {
    readonly total: number;
    readonly succeeded: number;
    readonly running: number;
    readonly failed: number;
  };
  /** Whether people are asked in it for a decision or for inputs, whatever else goes on; absent when not. */
  readonly asksPeople?: true;
  /** What its stages have deployed so far, and where to, as the pipeline refers to it; absent when nothing. */
  readonly services?: readonly string[];
  readonly environments?: readonly string[];
  /** Those of the pipeline that it runs; absent when there are none. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly failureMessage: string | null;
  /** Set when all of the pipeline was undone at its end: then nothing continues it. */
  readonly rolledBack?: true;
  /** Set when a chained stage of another execution runs this one. */
  readonly parentStage?: ParentStage;
  /** The earliest moment at which the execution needs a `Wake`; null when only the outside world can move it. */
  readonly wakeAt: Instant | null;
}

/** A row as read back: with what the store alone knows. */
export interface StoredExecutionRow extends ExecutionRow {
  /** The execution that retries this one, if any: then this one is not the newest of its chain. */
  readonly retriedBy: ExecutionId | null;
  /** Set when the stream could not be loaded at start: it is shown, and left alone (I13). */
  readonly quarantined: string | null;
}

/** One commit of one execution: all of it is stored, or nothing (I2). */
export interface Append {
  readonly executionId: ExecutionId;
  /** How many entries the stream has so far; 0 creates it. */
  readonly expectedVersion: number;
  readonly at: Instant;
  readonly events: readonly ExecutionEvent[];
  readonly effects: readonly Effect[];
  /**
   * Leases under which tasks are handed out in this very commit, to a delegate in this process: tasks of `effects`, or
   * tasks of this execution that wait in the queue. The stream's version is the fence: whoever else claimed a waiting
   * task finds it started when the start is appended.
   */
  readonly leases: readonly NewLease[];
  /** Tasks whose attempts are over: they leave the queue. */
  readonly settled: readonly TaskId[];
  /** The row when it changed; always at creation. */
  readonly row: ExecutionRow | null;
  /** Only at creation, and only when the definition is not known to be stored. */
  readonly definition: Definition | null;
  /** Only at creation: the request that begins it, when its sender may repeat it. */
  readonly request?: KeyedRequest;
}

export interface NewLease {
  readonly taskId: TaskId;
  readonly delegate: DelegateId;
  readonly token: LeaseToken;
  readonly until: Instant;
}

export type AppendRefusal =
  /** Somebody else appended first: load again and decide again. */
  | { readonly kind: 'version-conflict' }
  /** `parentId` already has a retry: one execution is retried once. */
  | { readonly kind: 'already-retried'; readonly by: ExecutionId }
  /** A request with this key has begun an execution already. */
  | { readonly kind: 'request-repeated'; readonly by: ExecutionId };

/** A stream as stored: entry n holds the events of the n-th commit, counted from 1. */
export interface StoredStream {
  readonly version: number;
  readonly events: readonly ExecutionEvent[];
  readonly definition: Definition;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/**
 * Event streams of executions with the rows derived from them. Appends of many executions are grouped into one durable
 * commit; an answer means that the data has reached the disk.
 */
export interface ExecutionStore {
  append(append: Append): Promise<Result<{ readonly version: number }, AppendRefusal>>;
  /**
   * The whole stream; null when there is none.
   *
   * @throws DamagedRecord when what is stored cannot be read back.
   */
  load(execution: ExecutionId): Promise<StoredStream | null>;
  /** How many entries the stream has; null when there is none. */
  version(execution: ExecutionId): Promise<number | null>;
  /** @throws DamagedRecord when what is stored cannot be read back. */
  definition(digest: Digest): Promise<Definition | null>;
  /** @throws DamagedRecord when what is stored cannot be read back. */
  row(execution: ExecutionId): Promise<StoredExecutionRow | null>;
  /** Newest first. `offset` and `limit` count rows. */
  list(filter: ExecutionFilter, offset: number, limit: number): Promise<Page<StoredExecutionRow>>;
  /** What the request with this key began; null when it began nothing. */
  answered(request: RequestName): Promise<AnsweredRequest | null>;
  /** All executions of one retry chain, the root first, each after the one that it continues. */
  chain(root: ExecutionId): Promise<readonly StoredExecutionRow[]>;
  /** Executions that have not ended and are not quarantined, oldest first. */
  unfinished(): Promise<readonly ExecutionId[]>;
  /** Unfinished executions whose `wakeAt` is not after `now`, earliest first. */
  due(now: Instant, limit: number): Promise<readonly ExecutionId[]>;
  /** The earliest `wakeAt` of all unfinished executions. */
  nextWake(): Promise<Instant | null>;
  /** Put a stream aside that does not load (I13). */
  quarantine(execution: ExecutionId, reason: string): Promise<void>;
  /** The next number of a run of this pipeline, from 1. Gaps are harmless, repeats are not. */
  nextRunSequence(scope: Scope, pipelineId: string): Promise<number>;
}
