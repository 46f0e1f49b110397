import {
  type Digest,
  type ExecutionId,
  type Instant,
  type NodeKey,
  ok,
  partsOfTaskId,
  type Result,
  refused,
} from '@reprise/core';
import {
  type Command,
  type CreateExecution,
  create,
  type Decision,
  decide,
  type ExecutionState,
  sourcesLeft,
  touched,
  workspacesLeft,
} from '@reprise/core/execution';
import { buildPlan, type Plan } from '@reprise/core/plan';
import type {
  Append,
  AppendRefusal,
  Clock,
  Definition,
  ExecutionStore,
  Logger,
} from '../ports/index.ts';
import { appendOf, type Brought, type Committing, settledTasks } from './append-of.ts';
import type { Children } from './children.ts';
import type { DelegatePool } from './delegate-pool.ts';
import type { DoubtfulCommits } from './doubtful-commits.ts';
import type { EngineRefusal, Versioned } from './engine.ts';
import { Mailbox } from './mailbox.ts';
import type { OutboxKeeper } from './outbox-keeper.ts';
import { foldedFrom, readOrSetAside } from './quarantine.ts';
import { Recent } from './recent.ts';
import type { ResourceKeeper } from './resource-keeper.ts';
import type { Placement, TaskDispatcher } from './task-dispatcher.ts';
import type { Timekeeper } from './timekeeper.ts';
import type { Watchers } from './watchers.ts';

/** How many nodes of recently used executions, and of their plans, stay in memory. */
const CACHED_NODES = 40_000;
/** How often a command is decided anew because another server appended first. */
const ATTEMPTS = 8;

export interface TransitionNeeds {
  readonly executions: ExecutionStore;
  /** Whether other servers may append to the same streams: else what is in memory is the newest there is. */
  readonly sharesStore: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dispatcher: TaskDispatcher;
  readonly delegates: DelegatePool;
  readonly timekeeper: Timekeeper;
  readonly resources: ResourceKeeper;
  readonly outbox: OutboxKeeper;
  readonly watchers: Watchers;
  readonly children: Children;
  readonly doubts: DoubtfulCommits;
}

/** An execution in memory: its state, and what the store is known to hold of it. */
interface Live extends Versioned {
  /** The `wakeAt` of the stored row. */
  readonly wakeAt: Instant | null;
  /** Whether all that the stream asks for was performed or looked through here, and is not another server's alone. */
  readonly attended: boolean;
}

/** What is committed, with whom each task is handed out to. */
type HandedOut = Committing & { readonly placements: readonly Placement[] };

type Answer = Result<ExecutionState, EngineRefusal>;

/**
 * The one road of every change: load, decide, append against the expected version, perform (I2). One command at a time
 * on one execution; nothing is told to anybody before it is durable.
 */
export class Transitions {
  readonly #needs: TransitionNeeds;
  readonly #mailbox = new Mailbox<ExecutionId>();
  readonly #live = new Recent<ExecutionId, Live>(CACHED_NODES, (live) => live.state.nodes.size);
  readonly #plans = new Recent<Digest, Plan>(CACHED_NODES, (plan) => plan.nodes.size);

  constructor(needs: TransitionNeeds) {
    this.#needs = needs;
  }

  /** Brings a new execution into being. */
  begin(command: CreateExecution, plan: Plan, brings: Brought): Promise<Answer> {
    const { executionId } = command.created;
    return this.#mailbox.run(executionId, async () => {
      const now = this.#needs.clock.now();
      const decided = create(command, plan, now);
      if (!decided.ok) return decided;
      const committed = await this.#commit(null, decided.value, brings, now);
      return committed ?? refused(conflict(executionId));
    });
  }

  perform(execution: ExecutionId, command: Command): Promise<Answer> {
    return this.#mailbox.run(execution, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const live = await (attempt === 0 ? this.#load(execution) : this.#latest(execution));
        if (live === null) return refused(notFound(execution));
        const now = this.#needs.clock.now();
        const decided = decide(live.state, command, now);
        const changes = decided.ok && decided.value.events.length > 0;
        // That nothing is to be done is said of the newest state alone; anything else meets the expected version.
        if (!changes && (await this.#isBehind(live))) continue;
        if (!decided.ok) return decided;
        const committed = await this.#commit(live, decided.value, { definition: null }, now);
        if (committed !== null) return committed;
      }
      return refused(conflict(execution));
    });
  }

  /** After every command that was accepted before, so that a reader sees its own writes. */
  read(execution: ExecutionId): Promise<Versioned | null> {
    return this.#mailbox.run(execution, async () => versioned(await this.#load(execution)));
  }

  /** As the store has it, whoever brought it; those who watch are told what they may not have heard of. */
  latest(execution: ExecutionId): Promise<Versioned | null> {
    return this.#mailbox.run(execution, async () => versioned(await this.#latest(execution)));
  }

  /** Whether this process has performed, or looked through, all that the stream asks for up to this version. */
  attends(execution: ExecutionId, version: number): boolean {
    const live = this.#live.get(execution);
    return live !== undefined && live.attended && live.version >= version;
  }

  /** What other servers brought up to this version was looked through. */
  attended(execution: ExecutionId, version: number): void {
    const live = this.#live.get(execution);
    if (live?.version === version) this.#live.set(execution, { ...live, attended: true });
  }

  /** Does something while no command on this execution is under way. */
  between(execution: ExecutionId, job: () => Promise<void>): Promise<void> {
    return this.#mailbox.run(execution, job);
  }

  planOf(definition: Definition): Plan {
    const known = this.#plans.get(definition.digest);
    if (known !== undefined) return known;
    const plan = buildPlan(definition.pipeline);
    this.#plans.set(definition.digest, plan);
    return plan;
  }

  idle(): Promise<void> {
    return this.#mailbox.idle();
  }

  async #load(execution: ExecutionId): Promise<Live | null> {
    const known = this.#live.get(execution);
    if (known !== undefined) return known;
    const live = await readOrSetAside(this.#needs, execution, () => this.#read(execution));
    if (live !== null) this.#live.set(execution, live);
    return live;
  }

  async #latest(execution: ExecutionId): Promise<Live | null> {
    const known = this.#live.get(execution);
    if (known !== undefined && !(await this.#isBehind(known))) return known;
    this.#live.delete(execution);
    const live = await this.#load(execution);
    if (live !== null) this.#tell(live, () => new Set(live.state.nodes.keys()));
    return live;
  }

  /** Whether another server has appended since. Nothing is appended to what has ended (I4). */
  async #isBehind({ version, state }: Live): Promise<boolean> {
    if (!this.#needs.sharesStore || state.ended !== undefined) return false;
    return (await this.#needs.executions.version(state.created.executionId)) !== version;
  }

  #tell({ version, state }: Versioned, touched: () => ReadonlySet<NodeKey>): void {
    const { executionId } = state.created;
    if (!this.#needs.watchers.has(executionId)) return;
    this.#needs.watchers.tell({ executionId, version, state, touched: touched() });
  }

  async #read(execution: ExecutionId): Promise<Live | null> {
    const { executions } = this.#needs;
    const row = await executions.row(execution);
    if (row === null || row.quarantined !== null) return null;
    const stream = await executions.load(execution);
    if (stream === null) return null;
    // A commit whose answer was lost may have brought it.
    if (row.wakeAt !== null) this.#needs.timekeeper.expect(row.wakeAt);
    const state = foldedFrom(stream, (definition) => this.planOf(definition));
    return { version: stream.version, state, wakeAt: row.wakeAt, attended: false };
  }

  /** Null: somebody else appended first, and the command must be decided on the newer state. */
  async #commit(
    live: Live | null,
    decision: Decision,
    brings: Brought,
    now: Instant,
  ): Promise<Answer | null> {
    const overdue = live !== null && live.wakeAt !== null && live.wakeAt <= now;
    if (decision.events.length === 0 && !overdue) return ok(decision.state);
    const committing = this.#handOut(decision, brings, now);
    const { placements } = committing;
    const append = appendOf(live, committing, now);
    const { executionId } = append;
    try {
      const stored = await this.#needs.executions.append(append);
      if (stored.ok) return this.#committed(append, committing, stored.value.version, live);
      this.#needs.dispatcher.takeBack(placements);
      this.#live.delete(executionId);
      return refusalOf(stored.error);
    } catch (error) {
      // Whether it was stored is not known: the next command loads what really is there.
      this.#needs.dispatcher.takeBack(placements);
      this.#live.delete(executionId);
      this.#needs.doubts.note(executionId);
      throw error;
    }
  }

  /** The decision together with the starts of those tasks that are handed out in the same commit. */
  #handOut(decision: Decision, { definition, request }: Brought, now: Instant): HandedOut {
    const { dispatcher } = this.#needs;
    const { executionId } = decision.state.created;
    const settled = settledTasks(decision);
    const placements: Placement[] = [];
    const events = [...decision.events];
    let { state } = decision;
    for (const placement of dispatcher.place(executionId, decision.effects, settled)) {
      const started = decide(state, startOf(placement), now);
      if (started.ok) {
        placements.push(placement);
        events.push(...started.value.events);
        state = started.value.state;
      } else dispatcher.forget(placement);
    }
    return {
      decision: { ...decision, events, state },
      placements,
      settled,
      definition,
      ...(request === undefined ? {} : { request }),
    };
  }

  #committed(
    append: Append,
    { decision, placements }: HandedOut,
    version: number,
    before: Live | null,
  ): Answer {
    const { executionId, settled, row } = append;
    const { state, effects, events } = decision;
    const wakeAt = row === null ? (before?.wakeAt ?? null) : row.wakeAt;
    const attended = before === null || before.attended;
    this.#live.set(executionId, { version, state, wakeAt, attended });
    if (row?.wakeAt != null) this.#needs.timekeeper.expect(row.wakeAt);
    this.#needs.dispatcher.committed(effects, placements, settled);
    this.#needs.children.committed(effects, state);
    this.#needs.delegates.leave(executionId, workspacesLeft(state, events));
    for (const source of sourcesLeft(state)) this.#needs.delegates.leave(source, 'all');
    this.#needs.resources.committed(effects);
    this.#needs.outbox.committed(effects);
    this.#tell({ version, state }, () => touched(events));
    return ok(state);
  }
}

/** What others may know of it. */
const versioned = (live: Live | null): Versioned | null =>
  live === null ? null : { version: live.version, state: live.state };

function refusalOf(refusal: AppendRefusal): Answer | null {
  switch (refusal.kind) {
    case 'version-conflict':
      return null;
    case 'already-retried':
      return refused(alreadyRetried(refusal.by));
    case 'request-repeated':
      return refused(requestRepeated(refusal.by));
  }
}

function startOf({ taskId, delegate, token }: Placement): Command {
  const { node, attempt } = partsOfTaskId(taskId);
  return { type: 'StartStep', node, attempt, delegate, lease: token };
}

function notFound(execution: ExecutionId): EngineRefusal {
  return {
    code: 'EXECUTION_NOT_FOUND',
    message: `There is no execution ${execution} that can be loaded.`,
    facts: { execution },
  };
}

function conflict(execution: ExecutionId): EngineRefusal {
  return {
    code: 'EXECUTION_BUSY',
    message: `Other servers kept changing the execution ${execution}; try again.`,
    facts: { execution },
  };
}

function alreadyRetried(by: ExecutionId): EngineRefusal {
  return {
    code: 'ALREADY_RETRIED',
    message: `The execution ${by} already continues this one: retry that one instead.`,
    facts: { by },
  };
}

function requestRepeated(by: ExecutionId): EngineRefusal {
  return {
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: `A request with this idempotency key has begun the execution ${by} already.`,
    facts: { planExecutionId: by },
  };
}
