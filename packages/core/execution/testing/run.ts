import { createHash } from 'node:crypto';
import {
  asDelegateId,
  asDigest,
  asExecutionId,
  asInstant,
  asLeaseToken,
  asMilliseconds,
  type Instant,
  type LeaseToken,
  type NodeKey,
} from '@reprise/core';
import {
  type Command,
  type CommandRefusal,
  create,
  type Decision,
  type DecisionResult,
  decide,
  type ExecutionEvent,
  type ExecutionState,
  fold,
  type InterventionChoice,
  type Notification,
  nextWake,
  nodeStatus,
  type Principal,
  type Status,
  type Surroundings,
  type TaskEffect,
  type TaskOutcome,
} from '@reprise/core/execution';
import type { FailureType, Pipeline } from '@reprise/core/pipeline';
import { buildPlan, type Plan } from '@reprise/core/plan';
import {
  continuationOf,
  planRetry,
  type RetryContext,
  type RetryPlan,
  type RetryRequest,
} from '@reprise/core/retry';
import { expect } from 'vitest';
import { isLiveStep } from '../live-steps.ts';

export const ada: Principal = { kind: 'local', name: 'ada' };
export const bob: Principal = { kind: 'local', name: 'bob' };
export const DELEGATE = asDelegateId('delegate-1');
export const START = asInstant(1_000_000);
const MONTH = asMilliseconds(30 * 24 * 60 * 60_000);

/** What a retry depends on besides its source, with nothing in its way. */
export const noObjection = (now: Instant): RetryContext => ({
  now,
  pipelineExists: true,
  rootCreatedAt: START,
  maximumAge: MONTH,
  digest: (text) => asDigest(`sha256:${createHash('sha256').update(text).digest('hex')}`),
});

/**
 * One execution under a clock that stands still until it is told to move. Every decision is checked against the laws
 * that hold for all of them, so each test is a test of those too.
 */
export class Run {
  readonly plan: Plan;
  now: Instant = START;
  state: ExecutionState;
  readonly events: ExecutionEvent[] = [];
  readonly effects: TaskEffect[] = [];
  /** What somebody outside is told. */
  readonly told: Notification[] = [];
  /** What the last decision brought. */
  last: Decision;

  private constructor(plan: Plan, now: Instant, created: DecisionResult) {
    if (!created.ok) throw new Error(created.error.message);
    this.plan = plan;
    this.now = now;
    this.last = created.value;
    this.state = created.value.state;
    this.#accept(created.value);
  }

  static start(pipeline: Pipeline, by: Principal = ada, surroundings?: Surroundings): Run {
    const plan = buildPlan(pipeline);
    const around = surroundings === undefined ? {} : { surroundings };
    const created = { ...createdBy('execution-1', by), ...around };
    return new Run(plan, START, create({ created }, plan, START));
  }

  /** Plans and starts a retry of this execution, a minute after now. */
  retry(request: Partial<RetryRequest> & { from: readonly string[] }, by: Principal = ada): Run {
    const now = asInstant(this.now + 60_000);
    const plan = this.planRetry(request, noObjection(now));
    const number = Number(this.state.created.executionId.split('-')[1]) + 1;
    const created = createdBy(`execution-${number}`, by);
    const retried = create({ created, retry: continuationOf(plan, this.state) }, this.plan, now);
    return new Run(this.plan, now, retried);
  }

  /** This execution, once the step has failed. */
  failing(name: string): this {
    this.fail(name);
    return this;
  }

  planRetry(
    request: Partial<RetryRequest> & { from: readonly string[] },
    context: RetryContext = noObjection(this.now),
  ): RetryPlan {
    const planned = planRetry(this.state, { runAllStages: true, ...request }, context);
    if (!planned.ok) throw new Error(`${planned.error.code}: ${planned.error.message}`);
    return planned.value;
  }

  perform(command: Command): Decision {
    const decided = decide(this.state, command, this.now);
    if (!decided.ok) throw new Error(`${decided.error.code}: ${decided.error.message}`);
    this.#accept(decided.value);
    return decided.value;
  }

  refusal(command: Command): CommandRefusal {
    const decided = decide(this.state, command, this.now);
    if (decided.ok) throw new Error(`expected a refusal of ${command.type}`);
    return decided.error;
  }

  #accept(decision: Decision): void {
    const before = this.state;
    this.events.push(...decision.events);
    for (const effect of decision.effects) {
      if (effect.type === 'Notify') this.told.push(effect.notification);
      else this.effects.push(effect);
    }
    this.last = decision;
    this.state = decision.state;
    expect(fold(this.plan, this.events), 'the state is the events, folded').toEqual(this.state);
    const again = restartedBy(decision.events);
    for (const [key, node] of before.nodes) {
      if (node.phase === 'ended' && !again.has(key)) {
        expect(this.state.nodes.get(key)).toEqual(node);
      }
    }
  }

  /** A node by its identifier, or by its whole key where that is not unique. */
  key(name: string): NodeKey {
    const found = [...this.state.plan.nodes.values()].filter(
      (node) => node.key === name || node.identifier === name,
    );
    const [only] = found;
    if (only === undefined || found.length > 1) throw new Error(`${found.length} nodes ${name}`);
    return only.key;
  }

  status(name: string): Status {
    return nodeStatus(this.state, this.key(name));
  }

  /** The number of a step's newest attempt; 1 for a step that has none. */
  attempt(name: string): number {
    const at = this.state.nodes.get(this.key(name));
    return isLiveStep(at) ? at.attempt : 1;
  }

  /** The lease under which `take` takes a step. */
  lease(name: string): LeaseToken {
    return asLeaseToken(`${this.state.created.executionId} ${this.key(name)}`);
  }

  take(name: string): void {
    const node = this.key(name);
    const lease = this.lease(name);
    const attempt = this.attempt(name);
    this.perform({ type: 'StartStep', node, attempt, delegate: DELEGATE, lease });
  }

  report(name: string, outcome: TaskOutcome): void {
    this.perform(this.reportOf(name, outcome));
  }

  reportOf(name: string, outcome: TaskOutcome): Command {
    const node = this.key(name);
    return { type: 'EndStep', node, attempt: this.attempt(name), lease: this.lease(name), outcome };
  }

  succeed(name: string, outputVariables: Readonly<Record<string, string>> = {}): void {
    this.#takeIfQueued(name);
    this.report(name, { status: 'Success', outputs: { outputVariables } });
  }

  fail(name: string, message = 'bash exited with code 3'): void {
    this.failWith(name, ['Unknown'], message);
  }

  failWith(name: string, types: readonly FailureType[], message = 'it went wrong'): void {
    this.#takeIfQueued(name);
    this.report(name, { status: 'Failed', failure: { message, types } });
  }

  #takeIfQueued(name: string): void {
    if (this.state.nodes.get(this.key(name))?.phase === 'queued') this.take(name);
  }

  approvalOf(name: string, action: 'APPROVE' | 'REJECT', by: Principal, inputs = {}): Command {
    const node = this.key(name);
    const attempt = this.attempt(name);
    return { type: 'ActOnApproval', node, attempt, by, action, comments: '', inputs };
  }

  approve(name: string, by: Principal = bob, inputs: Readonly<Record<string, string>> = {}): void {
    this.perform(this.approvalOf(name, 'APPROVE', by, inputs));
  }

  reject(name: string, by: Principal = bob): void {
    this.perform(this.approvalOf(name, 'REJECT', by));
  }

  intervene(name: string, choice: InterventionChoice): void {
    this.perform({ type: 'Intervene', node: this.key(name), by: bob, choice });
  }

  markFailed(name: string): void {
    this.perform({ type: 'MarkFailed', node: this.key(name), by: bob });
  }

  abort(reason = 'wrong version'): void {
    this.perform({ type: 'Abort', by: ada, reason });
  }

  grant(name: string, attempt = this.attempt(name)): void {
    this.perform({ type: 'GrantResource', node: this.key(name), attempt });
  }

  pause(): void {
    this.perform({ type: 'Pause', by: ada });
  }

  resume(): void {
    this.perform({ type: 'Resume', by: bob });
  }

  expireAll(): void {
    this.perform({ type: 'ExpireAll', by: bob });
  }

  /** Lets time pass, and wakes the execution at its end. */
  pass(length: number): void {
    this.now = asInstant(this.now + length);
    this.perform({ type: 'Wake' });
  }

  /** Goes to the moment for which the execution wants to be woken, and wakes it. */
  passToWake(): void {
    const wake = nextWake(this.state);
    if (wake === null) throw new Error('nothing is due');
    this.pass(Math.max(0, wake - this.now));
  }

  /** The last decision's events, one short line each. */
  happened(): readonly string[] {
    return this.last.events.map((event) => this.#line(event));
  }

  #line(event: ExecutionEvent): string {
    if (event.type === 'StageReused') return `${event.type} ${this.#nameOf(event.stage)}`;
    if (!('node' in event)) return event.type;
    const line = `${event.type} ${this.#nameOf(event.node)}`;
    if (event.type === 'StepEnded') return `${line} ${event.outcome.status}`;
    if (event.type === 'AttemptFailed') return `${line} ${event.next.action}`;
    if (event.type === 'NodeInterrupted') return `${line} ${event.interrupt}`;
    return event.type === 'NodeEnded' ? `${line} ${event.status}` : line;
  }

  #nameOf(key: NodeKey): string {
    const node = this.state.plan.nodes.get(key);
    return node === undefined || node.kind === 'pipeline' ? 'pipeline' : node.identifier;
  }

  /** The tasks of the last decision's effects of one kind, by the names of their nodes. */
  tasks(type: TaskEffect['type']): readonly string[] {
    return this.last.effects
      .filter((effect) => effect.type !== 'Notify')
      .filter((effect) => effect.type === type)
      .map(({ taskId }) => this.#nameOf(this.#keyIn(taskId)));
  }

  #keyIn(taskId: string): NodeKey {
    const key = taskId.split('/')[1];
    const node = [...this.state.plan.nodes.keys()].find((each) => each === key);
    if (node === undefined) throw new Error(`no node in ${taskId}`);
    return node;
  }

  /** What the step was given to do. */
  scriptOf(name: string): unknown {
    const node = this.state.nodes.get(this.key(name));
    if (node === undefined || !('work' in node)) return undefined;
    const task = node.work?.kind === 'task' ? node.work.task : undefined;
    return task?.type === 'ShellScript' ? task.script : undefined;
  }
}

/** What begins anew with its step group. */
export const restartedBy = (events: readonly ExecutionEvent[]): ReadonlySet<NodeKey> =>
  new Set(events.flatMap((event) => (event.type === 'GroupRestarted' ? event.nodes : [])));

export function createdBy(id: string, by: Principal) {
  return {
    executionId: asExecutionId(id),
    scope: { accountId: 'default', orgId: 'default', projectId: 'default_project' },
    pipelineId: 'release',
    pipelineName: 'Release',
    runSequence: 7,
    definition: asDigest('sha256:definition'),
    engineVersion: '0.0.0',
    trigger: { type: 'MANUAL', by },
  } as const;
}
