import { asMilliseconds, partsOfTaskId } from '@reprise/core';
import type { DelegatePool } from './delegate-pool.ts';
import { type DispatcherNeeds, LEASE_LENGTH } from './dispatcher-needs.ts';
import { Rounds } from './rounds.ts';

/** How often leases are looked through. */
const CHECK = asMilliseconds(15_000);

/** Looks for delegates that vanished: what their tasks did cannot be known, and is not guessed (I12). */
export class LeaseWatch {
  readonly #needs: DispatcherNeeds;
  readonly #delegates: DelegatePool;
  readonly #rounds: Rounds;

  constructor(needs: DispatcherNeeds, delegates: DelegatePool) {
    this.#needs = needs;
    this.#delegates = delegates;
    const plan = {
      every: CHECK,
      first: LEASE_LENGTH,
      failure: 'leases could not be looked through',
    };
    this.#rounds = new Rounds(needs, plan, () => this.#look());
  }

  /** The first look comes after a whole lease, so that delegates can come back after a restart of the server. */
  start(): void {
    this.#rounds.start();
  }

  stop(): void {
    this.#rounds.stop();
  }

  async #look(): Promise<void> {
    for (const { taskId, delegate, token } of await this.#expired()) {
      const { execution, node, attempt } = partsOfTaskId(taskId);
      const reason = `the delegate ${delegate} has not been heard of since its lease ran out`;
      const lose = { type: 'LoseStep', node, attempt, lease: token, reason } as const;
      await this.#needs.perform(execution, lose);
    }
  }

  async #expired() {
    const expired = await this.#needs.tasks.expired(this.#needs.clock.now());
    return expired.filter(({ delegate }) => this.#delegates.get(delegate) === undefined);
  }
}
