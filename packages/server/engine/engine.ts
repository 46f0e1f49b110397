import type { TaskServer } from '@reprise/api/delegate';
import type { ExecutionId, NodeKey, Result, Scope } from '@reprise/core';
import type {
  Command,
  CommandRefusal,
  ExecutionCreated,
  ExecutionState,
  Principal,
  Refusal,
  RerunOrigin,
  Surroundings,
} from '@reprise/core/execution';
import type { ContinuedChild, RetryPlan } from '@reprise/core/retry';
import type { ChildPipeline } from '@reprise/core/step-types';
import type { Definition, KeyedRequest } from '../ports/index.ts';

/** A fresh run of a definition. */
export interface RunRequest {
  readonly scope: Scope;
  readonly definition: Definition;
  readonly by: Principal;
  readonly note?: string;
  readonly surroundings?: Surroundings;
  readonly rerun?: RerunOrigin;
  readonly selection?: NonNullable<ExecutionCreated['selection']>;
  /** When whoever asks may ask again. */
  readonly request?: KeyedRequest;
}

/**
 * What a chained stage of this execution runs, or why it may not or cannot. Given by the composition root: what a pipeline
 * compiles to is no business of the engine.
 */
export type PrepareChild = (
  parent: ExecutionCreated,
  child: ChildPipeline,
) => Promise<Result<Pick<RunRequest, 'scope' | 'definition' | 'surroundings'>, Refusal>>;

/** How a chained stage goes on with the child that it had, or why it may not or cannot. */
export type PlanChildRetry = (
  parent: ExecutionCreated,
  child: ExecutionState,
  read: Engine['read'],
) => Promise<Result<ContinuedChild, Refusal>>;

/** A retry as planned: `plan` was made from `source` just now. */
export interface RetryRunRequest {
  readonly source: ExecutionState;
  readonly plan: RetryPlan;
  readonly by: Principal;
  readonly note?: string;
  /** When whoever asks may ask again. */
  readonly request?: KeyedRequest;
}

/** A change of one execution, told after it is durable. */
export interface Change {
  readonly executionId: ExecutionId;
  /** Entries in the stream now. */
  readonly version: number;
  readonly state: ExecutionState;
  /** Nodes that the new events speak of. */
  readonly touched: ReadonlySet<NodeKey>;
}

/** A state with the version it was read at. */
export interface Versioned {
  readonly version: number;
  readonly state: ExecutionState;
}

export type EngineRefusal =
  | CommandRefusal
  | Refusal<
      | 'EXECUTION_NOT_FOUND'
      | 'EXECUTION_BUSY'
      | 'ALREADY_RETRIED'
      | 'IDEMPOTENCY_KEY_REUSED'
      | 'DRAINING'
    >;

/**
 * The shell around the pure core: load, decide, append with the expected version, perform. Commands on one execution
 * are taken one at a time; commands on different executions share durable commits.
 */
export interface Engine {
  /** Takes up every unfinished execution where it stood, and begins to keep time. */
  start(): Promise<void>;
  run(request: RunRequest): Promise<Result<ExecutionState, EngineRefusal>>;
  retry(request: RetryRunRequest): Promise<Result<ExecutionState, EngineRefusal>>;
  perform(execution: ExecutionId, command: Command): Promise<Result<ExecutionState, EngineRefusal>>;
  /** The state now, of a live or an ended execution; null when there is none or its stream does not load. */
  read(execution: ExecutionId): Promise<Versioned | null>;
  /** Calls `listener` after each change, of one execution or of all, until the returned function is called. */
  watch(execution: ExecutionId | 'all', listener: (change: Change) => void): () => void;
  /** The side that delegates speak to. */
  readonly taskServer: TaskServer;
  /** Takes no new work, lets what is being committed finish, and stops. Steps go on under their launcher. */
  stop(): Promise<void>;
}
