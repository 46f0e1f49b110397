import { type ExecutionId, ok, type Result, refused, unreachable } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import {
  decideBatch,
  evolveBatch,
  foldBatch,
  type RetryBatch,
  type RetryBatchCommand,
  type RetryBatchCreated,
  type RetryBatchEvent,
  type RetryBatchId,
  type RetryBatchRefusal,
} from '@reprise/core/retry';
import type { Clock, ExecutionStore, Ids, Logger, RetryBatchStore } from '../ports/index.ts';
import { later, RETRY } from './dispatcher-needs.ts';
import type { Engine } from './engine.ts';
import { Mailbox } from './mailbox.ts';
import { ROUND } from './neighbours.ts';
import { Rounds } from './rounds.ts';

/** The retry of a member begun under this key, in the name of whoever made the batch; or why there is none. */
export type BeginMember = (
  batch: RetryBatchCreated,
  member: ExecutionId,
  key: string,
) => Promise<Result<ExecutionId, { readonly code: string; readonly message: string }>>;

export interface RetryBatchesNeeds {
  readonly store: {
    readonly retryBatches: RetryBatchStore;
    readonly executions: Pick<ExecutionStore, 'answered'>;
  };
  readonly engine: Pick<Engine, 'read' | 'watch'>;
  /** Whether other servers may work on the same store: then what they leave undone is looked for. */
  readonly sharesStore?: boolean;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'retryBatchId'>;
  readonly logger: Logger;
}

/** What says nothing about the member: it is tried again. */
const PASSING = new Set(['DRAINING', 'EXECUTION_BUSY']);
/** How often a command is decided anew because another server changed the batch first. */
const ATTEMPTS = 8;

interface Known {
  readonly version: number;
  readonly batch: RetryBatch;
}

/**
 * Retries the members of batches. A member is first chosen, in a commit of its batch, and then begun under a key that
 * follows from the batch and the member (I3): whatever dies in between, it begins once. What a crash left undone is seen
 * in the batch and done at the next start, or in the next round of another server on the same database.
 */
export class RetryBatches {
  readonly #needs: RetryBatchesNeeds;
  /** The batches that have not ended, as last committed. */
  readonly #live = new Map<RetryBatchId, Known>();
  /** One commit of one batch at a time. */
  readonly #mailbox = new Mailbox<RetryBatchId>();
  /** What is being done for members, so that a stop can wait for it. */
  readonly #jobs = new Set<Promise<void>>();
  readonly #watched = new Map<ExecutionId, () => void>();
  /** The keys of those members that are being begun. */
  readonly #bringing = new Set<string>();
  /** Other servers may have made batches, or died with them running. */
  readonly #rounds: Rounds;
  #begin: BeginMember | null = null;

  constructor(needs: RetryBatchesNeeds) {
    this.#needs = needs;
    const plan = { every: ROUND, failure: 'the batches of retries could not be read' };
    this.#rounds = new Rounds(needs, plan, () => this.#lookAtAll());
  }

  /** Takes up every batch where it stood. */
  async start(begin: BeginMember): Promise<void> {
    this.#begin = begin;
    this.#live.clear();
    this.#bringing.clear();
    await this.#lookAtAll();
    if (this.#needs.sharesStore === true) this.#rounds.start();
  }

  /** Begins nothing more, and waits for what is being begun. */
  async stop(): Promise<void> {
    this.#begin = null;
    this.#rounds.stop();
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
    while (this.#jobs.size > 0) await Promise.allSettled(this.#jobs);
    await this.#mailbox.idle();
  }

  /** A name for a new batch. */
  newId(): RetryBatchId {
    return this.#needs.ids.retryBatchId();
  }

  /** Keeps a new batch and begins its first members. Null when there is a batch of this id already. */
  async create(created: RetryBatchCreated): Promise<RetryBatch | null> {
    const { batchId } = created;
    return this.#mailbox.run(batchId, async () => {
      const fresh = foldBatch([created]);
      if (fresh === null) return null;
      const decided = decideBatch(fresh, { type: 'Begin', at: created.at });
      const events = [created, ...(decided.ok ? decided.value : [])];
      return this.#append(batchId, { version: 0, batch: fresh }, events);
    });
  }

  /**
   * The batch as it stands; null when there is none.
   *
   * @throws DamagedRecord when it cannot be read back.
   */
  async read(id: RetryBatchId): Promise<RetryBatch | null> {
    return (await this.#known(id))?.batch ?? null;
  }

  /** Has something happen to a batch. Null when there is none. */
  async perform(
    id: RetryBatchId,
    command: RetryBatchCommand,
  ): Promise<Result<RetryBatch | null, RetryBatchRefusal>> {
    return this.#mailbox.run(id, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const known = await this.#known(id);
        if (known === null) return ok(null);
        const decided = decideBatch(known.batch, command);
        if (!decided.ok) return refused(decided.error);
        if (decided.value.length === 0) return ok(known.batch);
        const after = await this.#append(id, known, decided.value);
        if (after !== null) return ok(after);
      }
      throw new Error(`Other servers kept changing the retry batch ${id}.`);
    });
  }

  /** Takes up every batch as the store has it. */
  async #lookAtAll(): Promise<void> {
    for (const id of await this.#needs.store.retryBatches.unfinished()) {
      await this.#mailbox.run(id, async () => void this.#live.delete(id));
      await this.#look(id);
    }
  }

  /** Takes up a batch. One that does not load stands still, and the others go on without it (I13). */
  async #look(id: RetryBatchId): Promise<void> {
    if (this.#begin === null) return;
    try {
      await this.read(id);
    } catch (error) {
      this.#needs.logger.error({ batch: id, error }, 'a batch of retries could not be read');
    }
  }

  async #known(id: RetryBatchId): Promise<Known | null> {
    const live = this.#live.get(id);
    if (live !== undefined) return live;
    const stored = await this.#needs.store.retryBatches.load(id);
    const batch = stored === null ? null : foldBatch(stored.events);
    if (stored === null || batch === null) return null;
    const known = { version: stored.version, batch };
    if (batch.endedAt !== undefined) return known;
    this.#live.set(id, known);
    this.#takeUp(batch);
    return known;
  }

  async #append(
    id: RetryBatchId,
    { version, batch }: Known,
    events: readonly RetryBatchEvent[],
  ): Promise<RetryBatch | null> {
    const after = events.reduce(evolveBatch, batch);
    const ended = after.endedAt !== undefined;
    const { scope } = after.created;
    const append = { batchId: id, scope, expectedVersion: version, events, ended };
    // Whether a commit that fails is kept is not known: then it is looked at anew.
    this.#live.delete(id);
    try {
      if (!(await this.#needs.store.retryBatches.append(append))) return null;
    } catch (error) {
      later(this.#needs, RETRY, () => void this.#look(id));
      throw error;
    }
    if (!ended) this.#live.set(id, { version: version + 1, batch: after });
    for (const event of events) this.#committed(after, event);
    return after;
  }

  #committed({ created }: RetryBatch, event: RetryBatchEvent): void {
    if (event.type === 'MemberChosen') this.#bring(created, event.member);
    else if (event.type === 'MemberBegun') this.#follow(created, event.member, event.retry);
  }

  #takeUp({ created, members }: RetryBatch): void {
    for (const [id, member] of members) {
      switch (member.phase) {
        case 'chosen':
          this.#bring(created, id);
          break;
        case 'running':
          this.#follow(created, id, member.retry);
          break;
        case 'to-do':
        case 'ended':
        case 'refused':
        case 'cancelled':
          break;
        default:
          unreachable(member);
      }
    }
  }

  /** Does something for a member; after a failure again, until the server stops. */
  #do(member: ExecutionId, work: (begin: BeginMember) => Promise<'done' | 'again'>): void {
    const begin = this.#begin;
    if (begin === null) return;
    const again = () => void later(this.#needs, RETRY, () => this.#do(member, work));
    const job = work(begin)
      .then((how) => (how === 'again' ? again() : undefined))
      .catch((error: unknown) => {
        if (this.#begin === null) return;
        this.#needs.logger.error({ member, error }, 'a member of a retry batch must wait');
        again();
      })
      .finally(() => this.#jobs.delete(job));
    this.#jobs.add(job);
  }

  /** A chosen member is begun, unless the batch was stopped meanwhile. What a crash let begin unseen counts as begun. */
  #bring(created: RetryBatchCreated, member: ExecutionId): void {
    const { batchId, scope } = created;
    const { store, clock } = this.#needs;
    const key = keyOf(batchId, member);
    if (this.#bringing.has(key)) return;
    this.#bringing.add(key);
    this.#do(member, async (begin) => {
      const before = await store.executions.answered({ scope, key });
      const batch = await this.read(batchId);
      const begun =
        before !== null
          ? ok(before.execution)
          : batch?.stopped === undefined
            ? await begin(created, member, key)
            : null;
      if (begun?.ok === false && PASSING.has(begun.error.code)) return 'again';
      await this.perform(batchId, { at: clock.now(), member, ...reportOf(begun) });
      this.#bringing.delete(key);
      return 'done';
    });
  }

  /** Tells the batch of the end of a retry, whenever that is. */
  #follow({ batchId }: RetryBatchCreated, member: ExecutionId, retry: ExecutionId): void {
    if (this.#begin === null || this.#watched.has(retry)) return;
    const look = () => {
      this.#do(member, async () => {
        const read = await this.#needs.engine.read(retry);
        if (read !== null && read.state.ended === undefined) return 'done';
        this.#watched.get(retry)?.();
        this.#watched.delete(retry);
        const at = this.#needs.clock.now();
        // One whose record does not load is set aside, and nobody will ever know how it would have ended (I12).
        const status = read === null ? 'Errored' : statusOf(read.state);
        await this.perform(batchId, { type: 'ReportEnded', at, member, status });
        return 'done';
      });
    };
    const unwatch = this.#needs.engine.watch(retry, ({ state }) => {
      if (state.ended !== undefined) look();
    });
    this.#watched.set(retry, unwatch);
    // It may have ended before anybody watched.
    look();
  }
}

/** The name under which a member's retry is begun, and begun once. */
const keyOf = (batch: RetryBatchId, member: ExecutionId): string =>
  `retry-batch/${batch}/${member}`;

/** What became of a member whose turn it was; null: nothing was begun. */
function reportOf(begun: Awaited<ReturnType<BeginMember>> | null) {
  if (begun === null) return { type: 'ReportLeft' } as const;
  if (begun.ok) return { type: 'ReportBegun', retry: begun.value } as const;
  const { code, message } = begun.error;
  return { type: 'ReportRefused', code, message } as const;
}
