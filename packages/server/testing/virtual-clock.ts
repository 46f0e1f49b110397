import { asInstant, type Instant, type Milliseconds } from '@reprise/core';
import type { Clock } from '../ports/index.ts';

interface Alarm {
  readonly at: Instant;
  readonly run: () => void;
}

/** Time that passes only when a test says so (I6): a week-long pipeline runs in a moment. */
export class VirtualClock implements Clock {
  #now: Instant;
  readonly #alarms = new Set<Alarm>();

  constructor(start: Instant = asInstant(Date.UTC(2026, 0, 1))) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  at(at: Instant, run: () => void): () => void {
    const alarm = { at, run };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Lets `length` pass, alarm by alarm; `settle` is awaited after each so that its consequences happen in order. */
  async pass(length: Milliseconds, settle: () => Promise<void>): Promise<void> {
    const end = asInstant(this.#now + length);
    for (;;) {
      const next = [...this.#alarms]
        .filter((alarm) => alarm.at <= end)
        .reduce<Alarm | null>((a, b) => (a === null || b.at < a.at ? b : a), null);
      if (next === null) break;
      this.#alarms.delete(next);
      if (next.at > this.#now) this.#now = next.at;
      next.run();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  /**
   * Lets `length` pass in one go, as for a machine that slept: what was due meanwhile runs once, at the end. Days in which
   * nothing happens are full of rounds that find nothing.
   */
  async leap(length: Milliseconds, settle: () => Promise<void>): Promise<void> {
    this.#now = asInstant(this.#now + length);
    const due = [...this.#alarms].filter(({ at }) => at <= this.#now);
    for (const alarm of due.toSorted((one, other) => one.at - other.at)) {
      // One of them may have called off another.
      if (this.#alarms.delete(alarm)) alarm.run();
    }
    await settle();
  }
}
