import { after, asMilliseconds, type Milliseconds } from '@reprise/core';
import type { Effect, Notification } from '@reprise/core/execution';
import type { Clock, Logger, Outbox, OutboxEntry, Tried } from '../ports/index.ts';
import { RETRY } from './dispatcher-needs.ts';

/** What came of sending; when it failed, why, and whether another try could do better. */
export type Sent =
  | { readonly sent: true }
  | { readonly sent: false; readonly problem: string; readonly hopeless?: true };

/** Sends a notification to the world. Given by the composition root. */
export type Send = (notification: Notification) => Promise<Sent>;

export interface OutboxKeeperNeeds {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly send: Send;
}

/** How often a notification is tried: for about two hours, with the pauses below. */
export const MOST_TRIES = 10;
const FIRST_PAUSE = 15_000;
const LONGEST_PAUSE = 60 * 60_000;
/** How long whoever sends has it for itself: longer than any one try takes. */
export const SENDING_LEASE = asMilliseconds(60_000);
/** How many are being sent at a time: one that hangs does not keep all others. */
const AT_A_TIME = 16;

/** How long to wait after so many tries. */
export const pauseAfter = (tries: number): Milliseconds =>
  asMilliseconds(Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE));

/**
 * Sends what waits in the outbox, each thing at least once: it is looked for after each commit that put something
 * there, when something falls due, and at every start. Whoever sends claims it first, so that of several servers on one
 * database one does. What a server that died was sending is sent again once its claim has run out. No execution waits
 * for it.
 */
export class OutboxKeeper {
  readonly #needs: OutboxKeeperNeeds;
  readonly #sending = new Map<string, Promise<void>>();
  #cancel: () => void = () => undefined;
  #running = false;
  #looking: Promise<void> | null = null;
  #lookAgain = false;

  constructor(needs: OutboxKeeperNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#running = true;
    this.#look();
  }

  /** What is on its way ends; the rest is found at the next start. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#cancel();
    await this.#looking;
    await Promise.all(this.#sending.values());
  }

  /** After a commit: something may have come. */
  committed(effects: readonly Effect[]): void {
    if (effects.some(({ type }) => type === 'Notify')) this.#look();
  }

  /** A commit whose answer was lost, or another server that died, may have put something in. */
  catchUp(): void {
    this.#look();
  }

  /** Sends what is due as far as there is room, and sets the alarm for what comes next. One look at a time. */
  #look(): void {
    if (!this.#running) return;
    this.#lookAgain = true;
    this.#looking ??= this.#lookUntilDone().finally(() => {
      this.#looking = null;
      if (this.#lookAgain) this.#look();
    });
  }

  async #lookUntilDone(): Promise<void> {
    try {
      while (this.#lookAgain && this.#running) {
        this.#lookAgain = false;
        await this.#sendDue();
      }
    } catch (error) {
      this.#lookAgain = false;
      if (!this.#running) return;
      this.#needs.logger.error({ error }, 'the outbox could not be read');
      this.#alarm(RETRY);
    }
  }

  async #sendDue(): Promise<void> {
    const { outbox, clock } = this.#needs;
    const limit = AT_A_TIME - this.#sending.size;
    const next = await outbox.nextDue();
    // Each one that ends looks again.
    if (limit === 0 || next === null) return;
    const now = clock.now();
    if (next > now) {
      this.#alarm(asMilliseconds(next - now));
      return;
    }
    const claimed = await outbox.claim({ now, until: after(now, SENDING_LEASE), limit });
    for (const entry of claimed) this.#begin(entry);
    // Nothing: another server is claiming it at this moment.
    if (claimed.length === 0) this.#alarm(RETRY);
    else this.#lookAgain = true;
  }

  #begin(entry: OutboxEntry): void {
    // Its own claim has run out: now it is renewed.
    if (this.#sending.has(entry.id)) return;
    const sending = this.#try(entry).finally(() => {
      this.#sending.delete(entry.id);
      this.#look();
    });
    this.#sending.set(entry.id, sending);
  }

  #alarm(wait: Milliseconds): void {
    const { clock } = this.#needs;
    this.#cancel();
    if (!this.#running) return;
    this.#cancel = clock.at(after(clock.now(), wait), () => this.#look());
  }

  async #try(entry: OutboxEntry): Promise<void> {
    const { logger, outbox } = this.#needs;
    const { id, executionId } = entry;
    const tried = this.#judge(entry, await this.#send(entry));
    if (tried.status === 'GIVEN_UP') {
      const rule = entry.notification?.rule;
      logger.warn({ executionId, rule, problem: tried.problem }, 'a notification was given up');
    }
    try {
      await outbox.tried(entry, tried);
    } catch (error) {
      // It is sent again when the claim has run out.
      logger.error({ id, error }, 'what came of a notification could not be kept');
    }
  }

  async #send({ notification }: OutboxEntry): Promise<Sent> {
    if (notification === null) {
      return { sent: false, problem: 'its record cannot be read back', hopeless: true };
    }
    const { message } = notification;
    if (message.kind === 'unsendable') {
      return { sent: false, problem: message.reason, hopeless: true };
    }
    try {
      return await this.#needs.send(notification);
    } catch (error) {
      this.#needs.logger.error({ error }, 'sending a notification failed unexpectedly');
      return {
        sent: false,
        problem: 'sending failed unexpectedly; the log of the server says how',
      };
    }
  }

  #judge({ tries }: OutboxEntry, sent: Sent): Tried {
    const at = this.#needs.clock.now();
    if (sent.sent) return { status: 'SENT', dueAt: null, problem: null, at };
    const { problem } = sent;
    if (sent.hopeless === true || tries + 1 >= MOST_TRIES) {
      return { status: 'GIVEN_UP', dueAt: null, problem, at };
    }
    return { status: 'WAITING', dueAt: after(at, pauseAfter(tries + 1)), problem, at };
  }
}
