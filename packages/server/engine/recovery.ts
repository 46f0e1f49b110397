import type { ExecutionId } from '@reprise/core';
import type { Clock, ExecutionStore, Logger } from '../ports/index.ts';
import { later, RETRY } from './dispatcher-needs.ts';

/** How many unfinished executions are looked at side by side. */
const BATCH = 64;

export interface RecoveryNeeds {
  readonly executions: Pick<ExecutionStore, 'unfinished'>;
  readonly clock: Clock;
  readonly logger: Logger;
  wake(execution: ExecutionId): Promise<void>;
}

/**
 * Looks at every execution that had not ended: what can go on goes on, and a damaged record is set aside before anybody
 * stumbles over it (I13). One that the database does not give at the moment is asked for again until it does; the
 * others do not wait for it. Tasks in flight come back with their delegates.
 */
export class Recovery {
  readonly #needs: RecoveryNeeds;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(needs: RecoveryNeeds) {
    this.#needs = needs;
  }

  /** Resolves once each unfinished execution was looked at once. */
  async start(): Promise<void> {
    await this.#wakeAll(await this.#needs.executions.unfinished());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #wakeAll(executions: readonly ExecutionId[]): Promise<void> {
    const again: ExecutionId[] = [];
    for (let next = 0; next < executions.length && !this.#stopped; next += BATCH) {
      const batch = executions.slice(next, next + BATCH);
      const woken = await Promise.all(batch.map((execution) => this.#wake(execution)));
      again.push(...batch.filter((_, index) => woken[index] === false));
    }
    if (again.length === 0 || this.#stopped) return;
    this.#cancel = later(this.#needs, RETRY, () => void this.#wakeAll(again));
  }

  async #wake(execution: ExecutionId): Promise<boolean> {
    try {
      await this.#needs.wake(execution);
      return true;
    } catch (error) {
      this.#needs.logger.error({ execution, error }, 'an execution could not be looked at: again');
      return false;
    }
  }
}
