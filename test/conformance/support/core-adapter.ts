import {
  asInstant,
  asLeaseToken,
  asMilliseconds,
  type Instant,
  type NodeKey,
  partsOfTaskId,
} from '@reprise/core';
import {
  type Command,
  create,
  type Decision,
  decide,
  type Effect,
  type ExecutionState,
  nextWake,
  statusOf,
  type TaskOutcome,
  viewNode,
  viewNodes,
} from '@reprise/core/execution';
import { type Pipeline, parseDuration } from '@reprise/core/pipeline';
import { buildPlan } from '@reprise/core/plan';
import { continuationOf, planRetry, type RetryContext, type RetryPlan } from '@reprise/core/retry';
import {
  ada,
  bob,
  createdBy,
  DELEGATE,
  noObjection,
  START,
} from '../../../packages/core/execution/testing/run.ts';
import { definitionOf } from '../../../packages/server/testing/workshop.ts';
import type {
  Adapter,
  Begun,
  Ending,
  Happening,
  Observed,
  Plan,
  Refused,
  RetryRequest,
  System,
  World,
} from '../adapter.ts';
import { observe, shownPlan, stepNameIn } from './names.ts';

/** The core alone: no server, no store, no delegate; a task ends as soon as it is handed out. */
export const coreAdapter: Adapter = {
  name: 'the core',
  open: async (yaml) => new CoreSystem(definitionOf(yaml).pipeline),
};

interface Held {
  state: ExecutionState;
  readonly world: World;
  readonly ran: string[];
  readonly scripts: Map<string, string>;
  readonly hanging: Map<NodeKey, number>;
  retriedBy: ExecutionState['created']['executionId'] | null;
}

class CoreSystem implements System {
  readonly #pipeline: Pipeline;
  readonly #held = new Map<string, Held>();
  #now: Instant = START;
  #exists = true;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  async run(world: World): Promise<string> {
    return this.#begin(world, null, null);
  }

  async plan(execution: string, request: RetryRequest): Promise<Plan | Refused> {
    const planned = this.#plan(execution, request);
    return 'refused' in planned ? planned : shownPlan(planned.stages);
  }

  async retry(execution: string, request: RetryRequest, world: World): Promise<Begun | Refused> {
    const planned = this.#plan(execution, request);
    return 'refused' in planned ? planned : { execution: this.#begin(world, planned, execution) };
  }

  async happen(execution: string, event: Happening): Promise<void> {
    const held = this.#at(execution);
    if ('pass' in event) this.#pass(held, event.pass);
    else if ('delete' in event) this.#exists = false;
    else if ('abort' in event) this.#perform(held, { type: 'Abort', by: ada, reason: 'enough' });
    // An execution keeps what it runs: that the pipeline was changed is nothing to the core.
    else if (!('change' in event)) this.#decide(held, event);
  }

  async look(execution: string): Promise<Observed> {
    const { state, ran, scripts } = this.#at(execution);
    const seen = viewNodes(state).map((view) => ({ ...view, reused: view.reused !== null }));
    return { ...observe(seen), status: statusOf(state), ran, scripts: Object.fromEntries(scripts) };
  }

  async close(): Promise<void> {
    this.#held.clear();
  }

  #at(execution: string): Held {
    const held = this.#held.get(execution);
    if (held === undefined) throw new Error(`there is no execution ${execution}`);
    return held;
  }

  #plan(execution: string, { from, onlyFailed }: RetryRequest): RetryPlan | Refused {
    const { state, retriedBy } = this.#at(execution);
    const context: RetryContext = {
      ...noObjection(this.#now),
      rootCreatedAt: state.created.retry?.rootCreatedAt ?? state.created.at,
      pipelineExists: this.#exists,
      ...(retriedBy === null ? {} : { retriedBy }),
    };
    const planned = planRetry(state, { from, runAllStages: !onlyFailed }, context);
    return planned.ok ? planned.value : { refused: planned.error.code };
  }

  #begin(world: World, plan: RetryPlan | null, source: string | null): string {
    const name = `execution-${this.#held.size + 1}`;
    const created = createdBy(name, ada);
    const before = source === null ? null : this.#at(source);
    const retry =
      plan === null || before === null ? {} : { retry: continuationOf(plan, before.state) };
    const decided = create({ created, ...retry }, buildPlan(this.#pipeline), this.#now);
    if (!decided.ok) throw new Error(decided.error.message);
    if (before !== null) before.retriedBy = created.executionId;
    const held: Held = {
      state: decided.value.state,
      world,
      ran: [],
      scripts: new Map(),
      hanging: new Map(),
      retriedBy: null,
    };
    this.#held.set(name, held);
    this.#serve(held, decided.value);
    return name;
  }

  #perform(held: Held, command: Command): void {
    const decided = decide(held.state, command, this.#now);
    if (!decided.ok) throw new Error(`${command.type} was refused: ${decided.error.message}`);
    this.#serve(held, decided.value);
  }

  /** What a decision asks of the world happens at once, one thing after the other. */
  #serve(held: Held, { state, effects }: Decision): void {
    held.state = state;
    for (const effect of effects) this.#do(held, effect);
  }

  #do(held: Held, effect: Effect): void {
    if (effect.type !== 'StartTask' && effect.type !== 'StopTask') return;
    const { node, attempt } = partsOfTaskId(effect.taskId);
    if (effect.type === 'StopTask') {
      if (held.hanging.delete(node)) {
        this.#report(held, node, attempt, { status: 'Stopped', message: 'as told' });
      }
      return;
    }
    const lease = asLeaseToken(effect.taskId);
    const name = stepNameIn(viewNodes(held.state), node);
    this.#perform(held, { type: 'StartStep', node, attempt, delegate: DELEGATE, lease });
    held.ran.push(name);
    const { task } = effect;
    if (task.type === 'ShellScript' && typeof task.script === 'string') {
      held.scripts.set(name, task.script.trim());
    }
    const ending = held.world(name, attempt);
    if (ending === 'hang') held.hanging.set(node, attempt);
    else this.#report(held, node, attempt, outcomeOf(ending));
  }

  #report(held: Held, node: NodeKey, attempt: number, outcome: TaskOutcome): void {
    const lease = asLeaseToken(`${held.state.created.executionId}/${node}/${attempt}`);
    this.#perform(held, { type: 'EndStep', node, attempt, lease, outcome });
  }

  /** Time passes for all executions alike; each wakes when it has to. */
  #pass(held: Held, length: string): void {
    const end = asInstant(this.#now + (parseDuration(length) ?? asMilliseconds(0)));
    for (let wake = nextWake(held.state); wake !== null && wake <= end; ) {
      if (held.state.ended !== undefined) break;
      this.#now = asInstant(Math.max(this.#now, wake));
      this.#perform(held, { type: 'Wake' });
      wake = nextWake(held.state);
    }
    this.#now = end;
  }

  #decide(held: Held, event: { readonly approve: string } | { readonly reject: string }): void {
    const identifier = 'approve' in event ? event.approve : event.reject;
    const node = viewNodes(held.state).find((view) => view.identifier === identifier)?.key;
    if (node === undefined) throw new Error(`no node is called ${identifier}`);
    const { attempts: attempt } = viewNode(held.state, node);
    const action = 'approve' in event ? 'APPROVE' : 'REJECT';
    const said = { node, attempt, by: bob, action, comments: '', inputs: {} } as const;
    this.#perform(held, { type: 'ActOnApproval', ...said });
  }
}

/** How a task ends that does not hang. */
export function outcomeOf(ending: Exclude<Ending, 'hang'>): TaskOutcome {
  if (ending === 'Success') return { status: 'Success', outputs: {} };
  if (ending === 'Failed') {
    return { status: 'Failed', failure: { message: 'as the case says', types: ['Unknown'] } };
  }
  return { status: 'Success', outputs: { outputVariables: ending.outputs } };
}
