import { asInstant, asMilliseconds, type Milliseconds, partsOfTaskId } from '@reprise/core';
import type { DelegatePool } from './delegate-pool.ts';
import type { DispatcherNeeds } from './dispatcher-needs.ts';
import { Rounds } from './rounds.ts';

/** How long a step waits for a delegate that has all of its selectors, where no setting says so. */
export const DELEGATE_WAIT = asMilliseconds(10 * 60_000);
/** How often waiting tasks are looked through, and how many of them. */
const CHECK = asMilliseconds(60_000);
const BATCH = 1_000;

/** Gives up tasks whose selectors no delegate has: who is busy is waited for, who is not there only for a time. */
export class ProvisioningWatch {
  readonly #needs: DispatcherNeeds;
  readonly #delegates: DelegatePool;
  readonly #patience: Milliseconds;
  readonly #rounds: Rounds;

  constructor(needs: DispatcherNeeds, delegates: DelegatePool, patience: Milliseconds) {
    this.#needs = needs;
    this.#delegates = delegates;
    this.#patience = patience;
    const plan = { every: CHECK, failure: 'waiting tasks could not be looked through' };
    this.#rounds = new Rounds(needs, plan, () => this.#look());
  }

  start(): void {
    this.#rounds.start();
  }

  stop(): void {
    this.#rounds.stop();
  }

  async #look(): Promise<void> {
    const { tasks, clock } = this.#needs;
    const since = asInstant(clock.now() - this.#patience);
    for (const { taskId, selectors } of await tasks.unserved(since, BATCH)) {
      if (this.#delegates.offers(selectors)) continue;
      const { execution, node, attempt } = partsOfTaskId(taskId);
      await this.#needs.perform(execution, { type: 'GiveUpTask', node, attempt });
    }
  }
}
