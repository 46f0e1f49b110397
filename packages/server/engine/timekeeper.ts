import { after, asMilliseconds, type ExecutionId, type Instant } from '@reprise/core';
import type { Clock, ExecutionStore, Logger } from '../ports/index.ts';

/** How many due executions are woken before the store is asked again. */
const BATCH = 200;
/** How long to wait before the store is asked again after it did not answer. */
const RETRY = asMilliseconds(1_000);

export interface TimekeeperNeeds {
  readonly executions: Pick<ExecutionStore, 'due' | 'nextWake'>;
  readonly clock: Clock;
  readonly logger: Logger;
  wake(execution: ExecutionId): Promise<void>;
}

/**
 * Durable timers: each execution's row holds the one moment at which it next needs a `Wake`, written in the transaction
 * of the events that cause it. Here is only an alarm for the earliest of them, which a restart sets again.
 */
export class Timekeeper {
  readonly #needs: TimekeeperNeeds;
  #alarm: { readonly at: Instant; readonly cancel: () => void } | null = null;
  #running = false;

  constructor(needs: TimekeeperNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#running = true;
    void this.#wakeDue();
  }

  stop(): void {
    this.#running = false;
    this.#alarm?.cancel();
    this.#alarm = null;
  }

  /** Other servers may have set timers that nobody else keeps any more. */
  look(): void {
    if (this.#running) void this.#wakeDue();
  }

  /** An execution now wants to be woken at this moment. */
  expect(at: Instant): void {
    if (!this.#running || (this.#alarm !== null && this.#alarm.at <= at)) return;
    this.#alarm?.cancel();
    const cancel = this.#needs.clock.at(at, () => {
      this.#alarm = null;
      void this.#wakeDue();
    });
    this.#alarm = { at, cancel };
  }

  async #wakeDue(): Promise<void> {
    const { executions, clock, logger } = this.#needs;
    try {
      for (;;) {
        const due = await executions.due(clock.now(), BATCH);
        if (due.length === 0) break;
        await Promise.all(due.map((execution) => this.#needs.wake(execution)));
      }
      const next = await executions.nextWake();
      if (next !== null) this.expect(next);
    } catch (error) {
      logger.error({ error }, 'the timers could not be read');
      this.expect(after(clock.now(), RETRY));
    }
  }
}
