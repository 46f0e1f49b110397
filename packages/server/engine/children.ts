import {
  asMilliseconds,
  type ExecutionId,
  type NodeKey,
  ok,
  partsOfTaskId,
  type Result,
  type TaskId,
  taskIdOf,
} from '@reprise/core';
import {
  type Command,
  childOutcome,
  type Effect,
  type ExecutionState,
  type Failure,
  type ParentStage,
  type Principal,
  type StepOutcome,
  type WaitingStep,
} from '@reprise/core/execution';
import { nodeOf, stageOf } from '@reprise/core/plan';
import type { ChildPipeline } from '@reprise/core/step-types';
import type { Clock, Ids, Logger } from '../ports/index.ts';
import type { BeginChild } from './begin-child.ts';
import { later } from './dispatcher-needs.ts';
import type { EngineRefusal, Versioned } from './engine.ts';
import { Mailbox } from './mailbox.ts';

export interface ChildrenNeeds {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly beginChild: BeginChild;
  read(execution: ExecutionId): Promise<Versioned | null>;
  perform(execution: ExecutionId, command: Command): Promise<Result<ExecutionState, EngineRefusal>>;
}

/** How long to wait before trying again what the store did not let through. */
const RETRY = asMilliseconds(1_000);
const SYSTEM: Principal = { kind: 'system', name: 'the parent pipeline' };

/** An attempt of a chained stage that waits for its child. */
interface Waiting {
  readonly taskId: TaskId;
  readonly node: NodeKey;
  readonly step: WaitingStep;
  readonly child: ChildPipeline;
  readonly parent: ExecutionState;
}

/**
 * Runs the executions that chained stages ask for. The stream of the parent says that a child is wanted, and the child's
 * own stream that it is there; its id follows from the attempt's, so that it begins once however often that is tried
 * (I3). What a crash left undone on either side is seen in the two streams, and done: see `recover`.
 */
export class Children {
  readonly #needs: ChildrenNeeds;
  /** One thing at a time about one child. */
  readonly #mailbox = new Mailbox<TaskId>();
  #closed = false;

  constructor(needs: ChildrenNeeds) {
    this.#needs = needs;
  }

  /** Performs what a commit brought. */
  committed(effects: readonly Effect[], { created, ended }: ExecutionState): void {
    for (const effect of effects) {
      if (effect.type === 'StartChild') this.#bring(effect.taskId);
      else if (effect.type === 'StopChild') this.#stop(effect.taskId);
    }
    if (ended !== undefined && created.parent !== undefined) this.#bring(taskOf(created.parent));
  }

  /** Takes up what an unfinished execution and its parent or children had still to tell each other. */
  async recover(execution: ExecutionId): Promise<void> {
    const found = await this.#needs.read(execution);
    if (found === null) return;
    for (const { taskId } of waitingIn(found.state)) this.#bring(taskId);
    const { created, ended } = found.state;
    const { parent } = created;
    if (parent === undefined) return;
    if (ended !== undefined) this.#bring(taskOf(parent));
    const above = await this.#needs.read(parent.executionId);
    const isWanted = above === null || waitingFor(above.state, taskOf(parent)) !== null;
    if (!isWanted) this.#stop(taskOf(parent));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#mailbox.idle();
  }

  #do(taskId: TaskId, job: () => Promise<void>): void {
    if (this.#closed) return;
    this.#mailbox.run(taskId, job).catch((error: unknown) => {
      if (this.#closed) return;
      this.#needs.logger.error(
        { task: taskId, error },
        'a child pipeline could not be attended to',
      );
      later(this.#needs, RETRY, () => this.#do(taskId, job));
    });
  }

  /** Brings the child and the attempt that waits for it to the same point: begun, or ended. */
  #bring(taskId: TaskId): void {
    this.#do(taskId, async () => {
      const { execution } = partsOfTaskId(taskId);
      const found = await this.#needs.read(execution);
      const waiting = found === null ? null : waitingFor(found.state, taskId);
      if (waiting === null) return;
      const executionId = this.#needs.ids.childExecutionId(taskId);
      const existing = await this.#needs.read(executionId);
      const child =
        existing === null ? await this.#beginOnce(waiting, executionId) : ok(existing.state);
      if (child.ok) await this.#tell(waiting, child.value);
      else await this.#end(waiting, { status: 'Failed', failure: child.error });
    });
  }

  /** A child that has not begun never does: its attempt is over, and whoever would begin it sees that. */
  #stop(taskId: TaskId): void {
    this.#do(taskId, async () => {
      const { execution } = partsOfTaskId(taskId);
      const above = await this.#needs.read(execution);
      const by = above?.state.abort?.by ?? SYSTEM;
      const reason = `execution ${execution}, which runs it, does not wait for it any more`;
      await this.#needs.perform(this.#needs.ids.childExecutionId(taskId), {
        type: 'Abort',
        by,
        reason,
      });
    });
  }

  /** Another server may have begun it a moment before: then it is there. */
  async #beginOnce(
    waiting: Waiting,
    executionId: ExecutionId,
  ): Promise<Result<ExecutionState, Failure>> {
    const begun = await this.#begin(waiting, executionId);
    if (begun.ok) return begun;
    const there = await this.#needs.read(executionId);
    return there === null ? begun : ok(there.state);
  }

  #begin(waiting: Waiting, executionId: ExecutionId): Promise<Result<ExecutionState, Failure>> {
    const { parent: state, node, step, child } = waiting;
    const parent = parentStage(waiting);
    const continued = step.attempt === 1 ? continuedBy(state, node) : null;
    return this.#needs.beginChild(
      { parent: state.created, child, continued },
      { executionId, parent },
    );
  }

  async #tell(waiting: Waiting, child: ExecutionState): Promise<void> {
    const { parent, node, step } = waiting;
    const { executionId } = child.created;
    const planned = nodeOf(parent.plan, node);
    const spec = planned.kind === 'step' ? planned.step.spec : undefined;
    const outputs = spec?.type === 'Pipeline' ? spec.outputs : [];
    const outcome = childOutcome(child, outputs, this.#needs.clock.now());
    if (outcome !== null) {
      await this.#end(waiting, outcome, executionId);
      return;
    }
    const note = { type: 'NoteChild', node, attempt: step.attempt, child: executionId } as const;
    await this.#needs.perform(parent.created.executionId, note);
  }

  async #end({ parent, node, step }: Waiting, outcome: StepOutcome, child?: ExecutionId) {
    const end = { type: 'EndChild', node, attempt: step.attempt, outcome } as const;
    await this.#needs.perform(
      parent.created.executionId,
      child === undefined ? end : { ...end, child },
    );
  }
}

const taskOf = ({ executionId, node, attempt }: ParentStage): TaskId =>
  taskIdOf(executionId, node, attempt);

/** The attempts of an execution that wait for a child. */
function waitingIn(state: ExecutionState): readonly Waiting[] {
  const { executionId } = state.created;
  return [...state.open].flatMap((node) => {
    const step = state.nodes.get(node);
    if (step?.phase !== 'waiting' || step.work.kind !== 'pipeline') return [];
    const taskId = taskIdOf(executionId, node, step.attempt);
    return [{ taskId, node, step, child: step.work.child, parent: state }];
  });
}

const waitingFor = (state: ExecutionState, taskId: TaskId): Waiting | null =>
  waitingIn(state).find((waiting) => waiting.taskId === taskId) ?? null;

function parentStage({ parent, node, step }: Waiting): ParentStage {
  const { executionId, scope, pipelineId, runSequence, parent: above } = parent.created;
  return {
    executionId,
    node,
    attempt: step.attempt,
    stage: stageOf(parent.plan, node)?.identifier ?? node,
    scope,
    pipelineId,
    runSequence,
    lineage: [...(above?.lineage ?? []), `${scope.orgId}/${scope.projectId}/${pipelineId}`],
  };
}

/** The child that a chained stage of a retry goes on with. */
const continuedBy = ({ plan, created: { retry } }: ExecutionState, node: NodeKey) => {
  const stage = stageOf(plan, node)?.key;
  return retry?.continues?.find((each) => each.stage === stage)?.child ?? null;
};
