import type { Milliseconds } from '@reprise/core';
import type { Clock, Logger } from '../ports/index.ts';
import { later } from './dispatcher-needs.ts';

export interface RoundsNeeds {
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RoundsPlan {
  readonly every: Milliseconds;
  /** How long after the start the first one comes; as long as between two when left out. */
  readonly first?: Milliseconds;
  /** What is logged when a round fails; the next one comes all the same. */
  readonly failure: string;
}

/** Looks at something again and again: a round begins a while after the one before has ended. */
export class Rounds {
  readonly #needs: RoundsNeeds;
  readonly #plan: RoundsPlan;
  readonly #look: () => Promise<void>;
  #cancel: () => void = () => undefined;
  #running = false;

  constructor(needs: RoundsNeeds, plan: RoundsPlan, look: () => Promise<void>) {
    this.#needs = needs;
    this.#plan = plan;
    this.#look = look;
  }

  /** False once it was stopped: a long round may end early. */
  get running(): boolean {
    return this.#running;
  }

  start(): void {
    const { every, first = every } = this.#plan;
    this.#running = true;
    this.#schedule(first);
  }

  /** No round begins any more; one that has begun goes on. */
  stop(): void {
    this.#running = false;
    this.#cancel();
  }

  #schedule(wait: Milliseconds): void {
    this.#cancel = later(this.#needs, wait, () => {
      this.#look()
        .catch((error: unknown) => this.#needs.logger.error({ error }, this.#plan.failure))
        .finally(() => {
          if (this.#running) this.#schedule(this.#plan.every);
        });
    });
  }
}
