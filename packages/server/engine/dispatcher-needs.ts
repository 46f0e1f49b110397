import {
  after,
  asMilliseconds,
  type ExecutionId,
  type Instant,
  type Milliseconds,
  type Result,
} from '@reprise/core';
import type { Command, ExecutionState } from '@reprise/core/execution';
import type { Clock, Ids, Logger, LogStore, TaskQueue } from '../ports/index.ts';
import type { EngineRefusal } from './engine.ts';

/** What handing tasks to delegates stands on. */
export interface DispatcherNeeds {
  readonly tasks: TaskQueue;
  readonly logs: LogStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  perform(execution: ExecutionId, command: Command): Promise<Result<ExecutionState, EngineRefusal>>;
}

/** How long a delegate may be silent before its tasks count as lost. */
export const LEASE_LENGTH = asMilliseconds(60_000);
/** How long to wait before asking again a database that did not answer. */
export const RETRY = asMilliseconds(1_000);

export const leaseEnd = ({ clock }: DispatcherNeeds): Instant => after(clock.now(), LEASE_LENGTH);

/** Calls `run` after `wait`. The returned function cancels it. */
export const later = (
  { clock }: Pick<DispatcherNeeds, 'clock'>,
  wait: Milliseconds,
  run: () => void,
): (() => void) => clock.at(after(clock.now(), wait), run);
