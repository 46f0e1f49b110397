import type { ExecutionId } from '@reprise/core';
import { type ExecutionState, fold } from '@reprise/core/execution';
import type { Plan } from '@reprise/core/plan';
import {
  DamagedRecord,
  type Definition,
  type ExecutionStore,
  type Logger,
  type StoredStream,
} from '../ports/index.ts';
import type { ResourceKeeper } from './resource-keeper.ts';

/**
 * The state of a stream.
 *
 * @throws DamagedRecord when the events do not fit the plan, or the definition makes no plan.
 */
export function foldedFrom(
  { definition, events }: StoredStream,
  planOf: (definition: Definition) => Plan,
): ExecutionState {
  try {
    return fold(planOf(definition), events);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DamagedRecord(reason, { cause });
  }
}

interface QuarantineNeeds {
  readonly executions: ExecutionStore;
  readonly logger: Logger;
  readonly resources: Pick<ResourceKeeper, 'lookAtAll'>;
}

/**
 * An execution whose record is damaged is put aside and shown; it stops nobody else (I13). Only that: a database that
 * does not answer says nothing about the execution, and its error goes to whoever asked.
 */
export async function readOrSetAside<Read>(
  { executions, logger, resources }: QuarantineNeeds,
  execution: ExecutionId,
  read: () => Promise<Read>,
): Promise<Read | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error;
    logger.error({ execution, error }, 'an execution does not load: set aside');
    await executions.quarantine(execution, error.message);
    // What it held is free: whoever waits for that goes on.
    void resources.lookAtAll();
    return null;
  }
}
