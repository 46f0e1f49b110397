import type { ExecutionId } from '@reprise/core';
import type { Clock, Logger } from '../ports/index.ts';
import { later, RETRY } from './dispatcher-needs.ts';

export interface DoubtfulCommitsNeeds {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Brings what this process knows and has told of an execution to where the store is; more than once is harmless. */
  catchUp(execution: ExecutionId): Promise<void>;
}

/**
 * A commit that failed with an error may have been written all the same: the answer was lost. Nobody has performed its
 * effects then, and no restart comes to do it. So once the store answers again, what it holds of the execution is looked
 * at and done, as it would be after a crash.
 */
export class DoubtfulCommits {
  readonly #needs: DoubtfulCommitsNeeds;
  readonly #pending = new Set<ExecutionId>();
  #closed = false;

  constructor(needs: DoubtfulCommitsNeeds) {
    this.#needs = needs;
  }

  close(): void {
    this.#closed = true;
  }

  /** Whether a commit of this execution was stored is not known. */
  note(execution: ExecutionId): void {
    if (this.#closed || this.#pending.has(execution)) return;
    this.#pending.add(execution);
    later(this.#needs, RETRY, () => void this.#look(execution));
  }

  async #look(execution: ExecutionId): Promise<void> {
    this.#pending.delete(execution);
    if (this.#closed) return;
    try {
      await this.#needs.catchUp(execution);
    } catch (error) {
      this.#needs.logger.error(
        { execution, error },
        'whether an execution was committed could not be read: again',
      );
      this.note(execution);
    }
  }
}
