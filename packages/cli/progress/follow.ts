import type { LiveChange, LiveLog, LiveMessage } from '@reprise/api';
import type { Client } from '@reprise/api/client';
import { isEnd } from '@reprise/core/execution';
import { exitCodeOfProblem, valueOf } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';
import { LogReader } from './log-reader.ts';
import { advance, type Progress, waitsForPeople } from './model.ts';
import { isAway, Patience } from './patience.ts';
import type { ProgressPrinter } from './printer.ts';

/** How the watching came to its end. */
export type Followed =
  | { readonly kind: 'ended'; readonly progress: Progress }
  /** All that is live waits for people, and `stopAtApproval` was asked for. */
  | { readonly kind: 'waiting'; readonly progress: Progress }
  /** `signal` was aborted. The execution goes on. */
  | { readonly kind: 'stopped' };

export interface FollowOptions {
  readonly client: Client;
  readonly execution: string;
  readonly printer: ProgressPrinter;
  readonly signal: AbortSignal;
  readonly stopAtApproval: boolean;
}

/**
 * Watches an execution to its end by the live stream, and tells the printer. When the stream breaks it is taken up
 * again where it was.
 *
 * @throws CommandError when there is no such execution, or the server stays away.
 */
export async function follow(options: FollowOptions): Promise<Followed> {
  const follower = new Follower(options);
  const { signal, printer } = options;
  const patience = new Patience({ signal, note: (text) => printer.note(text) });
  for (;;) {
    let lost: unknown = null;
    try {
      const followed = await follower.watch(() => patience.found());
      if (followed !== null) return followed;
    } catch (error) {
      if (options.signal.aborted) return { kind: 'stopped' };
      if (!follower.hasStarted || !isAway(error)) throw error;
      lost = error;
    }
    if (options.signal.aborted) return { kind: 'stopped' };
    await patience.lost(lost);
  }
}

class Follower {
  readonly #options: FollowOptions;
  readonly #logs: LogReader;
  #progress: Progress | null = null;
  /** Logs of steps that are not known to have begun. */
  readonly #early: LiveLog[] = [];

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#logs = new LogReader(options.client, options.execution);
  }

  get hasStarted(): boolean {
    return this.#progress !== null;
  }

  /** One connection, to the end of the watching or until it breaks: then null, or the transport's error. */
  async watch(onMessage: () => void): Promise<Followed | null> {
    const { client, execution, signal } = this.#options;
    const seen = this.#progress?.version;
    const answer = await client.watchExecution({
      path: { execution },
      signal,
      ...(seen === undefined ? {} : { lastEventId: String(seen) }),
    });
    if (!answer.ok && this.hasStarted && exitCodeOfProblem(answer.error) === EXIT.unreachable) {
      return null;
    }
    for await (const message of valueOf(answer)) {
      onMessage();
      const followed = await this.#take(message);
      if (followed !== null) return followed;
    }
    return null;
  }

  async #take(message: LiveMessage): Promise<Followed | null> {
    if (message.event === 'change') return this.#takeChange(message.data);
    if (message.event === 'log') await this.#takeLog(message.data);
    if (message.event !== 'end' || this.#progress === null) return null;
    return { kind: 'ended', progress: this.#progress };
  }

  async #takeChange(change: LiveChange): Promise<Followed | null> {
    const { progress, transitions } = advance(this.#progress, change);
    this.#progress = progress;
    for (const transition of transitions) {
      const { uuid, attempts, logBaseKey, status } = transition.node;
      // What a step printed is told before its end.
      if (isEnd(status) && logBaseKey !== null) await this.#tellLog(uuid, attempts);
      this.#options.printer.changed(progress, transition);
    }
    for (const { nodeExecutionId, attempt } of this.#early.splice(0)) {
      await this.#tellLog(nodeExecutionId, attempt);
    }
    const waits = this.#options.stopAtApproval && waitsForPeople(progress.nodes);
    return waits ? { kind: 'waiting', progress } : null;
  }

  async #takeLog(log: LiveLog): Promise<void> {
    const { nodeExecutionId, attempt, size } = log;
    if (this.#logs.has(nodeExecutionId, attempt, size)) return;
    // Nobody was told yet that the step has begun: its first lines wait for that.
    const known = this.#progress?.nodes.get(nodeExecutionId)?.startTs ?? null;
    if (known === null) this.#early.push(log);
    else await this.#tellLog(nodeExecutionId, attempt);
  }

  async #tellLog(uuid: string, attempt: number): Promise<void> {
    const progress = this.#progress;
    const node = progress?.nodes.get(uuid);
    if (progress === null || node === undefined) return;
    if (!this.#options.printer.wantsLogOf(node)) return;
    for await (const lines of this.#logs.next(uuid, attempt)) {
      this.#options.printer.log(progress, node, lines);
    }
  }
}
