import {
  asInstant,
  asLeaseToken,
  asMilliseconds,
  type Instant,
  type NodeKey,
  partsOfTaskId,
  type TaskId,
} from '@reprise/core';
import {
  type Command,
  type Continuation,
  childOutcome,
  create,
  type Decision,
  decide,
  type Effect,
  type ExecutionState,
  nextWake,
  type StartChild,
  type StartTask,
  statusOf,
  type TaskOutcome,
  viewNode,
  viewNodes,
} from '@reprise/core/execution';
import { type Pipeline, parseDuration } from '@reprise/core/pipeline';
import { buildPlan, type Plan as ExecutionPlan, nodeOf } from '@reprise/core/plan';
import { continuationOf, planRetry, type RetryContext, type RetryPlan } from '@reprise/core/retry';
import { selectStages } from '@reprise/core/selection';
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
import { CoreQueue } from './core-queue.ts';
import { observe, shownPlan, stepNameIn } from './names.ts';

/** The core alone: no server, no store, no delegate; a task ends as soon as it is handed out. */
export const coreAdapter: Adapter = {
  name: 'the core',
  open: async (yaml, others) => new CoreSystem(yaml, others),
};

interface Held {
  state: ExecutionState;
  readonly world: World;
  readonly ran: string[];
  readonly scripts: Map<string, string>;
  readonly hanging: Map<NodeKey, number>;
  retriedBy: ExecutionState['created']['executionId'] | null;
  /** Of a child: the attempt of a chained stage that waits to be told of its end. */
  waiting: { readonly by: Held; readonly task: TaskId } | null;
}

interface Beginning {
  readonly world: World;
  readonly plan: ExecutionPlan;
  readonly retry?: Continuation;
  readonly waiting?: Held['waiting'];
}

class CoreSystem implements System {
  /** As it is stored now. */
  #yaml: string;
  readonly #others: ReadonlyMap<string, Pipeline>;
  readonly #queue = new CoreQueue();
  readonly #held = new Map<string, Held>();
  #now: Instant = START;
  #exists = true;

  constructor(yaml: string, others: readonly string[]) {
    this.#yaml = yaml;
    const pipelines = others.map((other) => definitionOf(other).pipeline);
    this.#others = new Map(pipelines.map((each) => [each.identifier, each]));
  }

  async run(world: World, stages: readonly string[] | null): Promise<string> {
    const yaml = stages === null ? this.#yaml : selectedFrom(this.#yaml, stages);
    return this.#begin({ world, plan: buildPlan(definitionOf(yaml).pipeline) });
  }

  async rerun(execution: string, original: boolean, world: World): Promise<string> {
    const stored = original ? this.#at(execution).state.plan.pipeline : null;
    return this.#begin({ world, plan: buildPlan(stored ?? definitionOf(this.#yaml).pipeline) });
  }

  async plan(execution: string, request: RetryRequest): Promise<Plan | Refused> {
    const planned = this.#plan(execution, request);
    return 'refused' in planned ? planned : shownPlan(planned.stages);
  }

  async retry(execution: string, request: RetryRequest, world: World): Promise<Begun | Refused> {
    const planned = this.#plan(execution, request);
    if ('refused' in planned) return planned;
    const source = this.#at(execution);
    const retry = continuationOf(planned, source.state);
    const begun = this.#begin({ world, plan: source.state.plan, retry });
    source.retriedBy = this.#at(begun).state.created.executionId;
    return { execution: begun };
  }

  async happen(execution: string, event: Happening): Promise<void> {
    const held = this.#at(execution);
    if ('pass' in event) this.#pass(held, event.pass);
    else if ('delete' in event) this.#exists = false;
    else if ('abort' in event) this.#abort(held);
    else if ('change' in event) this.#yaml = event.change;
    else this.#decide(held, event);
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

  #begin({ world, plan, retry, waiting = null }: Beginning): string {
    const name = `execution-${this.#held.size + 1}`;
    const command = { created: createdBy(name, ada), ...(retry === undefined ? {} : { retry }) };
    const decided = create(command, plan, this.#now);
    if (!decided.ok) throw new Error(decided.error.message);
    const held: Held = {
      state: decided.value.state,
      world,
      ran: [],
      scripts: new Map(),
      hanging: new Map(),
      retriedBy: null,
      waiting,
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
    this.#tellParent(held);
  }

  #do(held: Held, effect: Effect): void {
    switch (effect.type) {
      case 'StartTask':
        this.#start(held, effect);
        return;
      case 'StopTask': {
        const { node, attempt } = partsOfTaskId(effect.taskId);
        if (!held.hanging.delete(node)) return;
        this.#report(held, node, attempt, { status: 'Stopped', message: 'as told' });
        return;
      }
      case 'StartChild':
        this.#startChild(held, effect);
        return;
      case 'StopChild':
        for (const child of this.#held.values()) {
          if (child.waiting?.task === effect.taskId) this.#abort(child);
        }
        return;
      case 'AcquireResource':
      case 'ReleaseResource':
        this.#queue.change(effect);
        this.#grant();
        return;
      case 'OpenApproval':
      case 'CloseApproval':
      case 'Notify':
        // People are played by the case.
        return;
    }
  }

  #start(held: Held, { taskId, task }: StartTask): void {
    const { node, attempt } = partsOfTaskId(taskId);
    const lease = asLeaseToken(taskId);
    const name = stepNameIn(viewNodes(held.state), node);
    this.#perform(held, { type: 'StartStep', node, attempt, delegate: DELEGATE, lease });
    held.ran.push(name);
    if (task.type === 'ShellScript' && typeof task.script === 'string') {
      held.scripts.set(name, task.script.trim());
    }
    const ending = held.world(name, attempt);
    if (ending === 'hang') held.hanging.set(node, attempt);
    else this.#report(held, node, attempt, outcomeOf(ending));
  }

  #startChild(by: Held, { taskId: task, child }: StartChild): void {
    const pipeline = this.#others.get(child.pipelineId);
    if (pipeline === undefined) throw new Error(`the case has no pipeline ${child.pipelineId}`);
    this.#begin({ world: by.world, plan: buildPlan(pipeline), waiting: { by, task } });
  }

  #tellParent(child: Held): void {
    const { state, waiting } = child;
    if (state.ended === undefined || waiting === null) return;
    child.waiting = null;
    const { node, attempt } = partsOfTaskId(waiting.task);
    // An abort of the parent does not wait for the child's end.
    if (waiting.by.state.nodes.get(node)?.phase !== 'waiting') return;
    const planned = nodeOf(waiting.by.state.plan, node);
    const spec = planned.kind === 'step' ? planned.step.spec : undefined;
    const outputs = spec?.type === 'Pipeline' ? spec.outputs : [];
    const outcome = childOutcome(state, outputs, this.#now);
    if (outcome !== null) this.#perform(waiting.by, { type: 'EndChild', node, attempt, outcome });
  }

  #abort(held: Held): void {
    this.#perform(held, { type: 'Abort', by: ada, reason: 'enough' });
  }

  /** Telling somebody twice that it is their turn is refused, or does nothing (I3). */
  #grant(): void {
    for (const task of this.#queue.granted()) {
      const { execution, node, attempt } = partsOfTaskId(task);
      const held = this.#at(execution);
      const granted = decide(held.state, { type: 'GrantResource', node, attempt }, this.#now);
      if (granted.ok && granted.value.events.length > 0) this.#serve(held, granted.value);
    }
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

function selectedFrom(yaml: string, stages: readonly string[]): string {
  const selected = selectStages({ yaml, place: (at) => at }, stages);
  if (!selected.ok) throw new Error(selected.error.message);
  if (selected.value === null) throw new Error('the YAML cannot be read');
  return selected.value.yaml;
}

/** How a task ends that does not hang. */
export function outcomeOf(ending: Exclude<Ending, 'hang'>): TaskOutcome {
  if (ending === 'Success') return { status: 'Success', outputs: {} };
  if (ending === 'Failed') {
    return { status: 'Failed', failure: { message: 'as the case says', types: ['Unknown'] } };
  }
  return { status: 'Success', outputs: { outputVariables: ending.outputs } };
}
