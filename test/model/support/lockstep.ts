import { isDeepStrictEqual } from 'node:util';
import { asInstant, asLeaseToken, type Instant, type NodeKey } from '@reprise/core';
import {
  type Command,
  type Decision,
  decide,
  type ExecutionEvent,
  type ExecutionState,
  fold,
  type LiveStep,
  nextWake,
} from '@reprise/core/execution';
import { isLiveStep, liveSteps } from '../../../packages/core/execution/live-steps.ts';
import type { Choice } from '../../../packages/core/execution/testing/random-driver.ts';
import { ada, bob, DELEGATE } from '../../../packages/core/execution/testing/run.ts';
import type { ModelExecution } from '../reference/model-execution.ts';
import { childOutcomeOf, SAYS_NOTHING, SUCCEEDS, taskOutcomeOf, told } from './outcomes.ts';
import { engineView, modelView } from './views.ts';

/** One execution of the engine, and the same in the model. */
export interface Pair {
  readonly decision: Decision;
  readonly model: ModelExecution;
  readonly now: Instant;
}

/**
 * What aborted all came about in one moment with something else, and the semantics do not say which was first: two time
 * limits that passed together, steps that somebody called failed together, or a step that failed as it began, beside
 * others that began. Whether there is an abort
 * both must still say; the rest of such a story is not compared.
 */
export class Tie extends Error {
  override readonly name = 'Tie';
}

/**
 * Does the same to the engine and to the model, move by move: delegates that take tasks and report on them, people who
 * decide, time that passes. After every move both must say the same of every node (I1 to I9 as far as they are of one
 * execution).
 */
export class Lockstep {
  state: ExecutionState;
  readonly model: ModelExecution;
  now: Instant;
  readonly events: ExecutionEvent[] = [];
  readonly #log: { readonly now: Instant; readonly command: Command }[] = [];
  readonly #reports: Command[] = [];
  #last: readonly ExecutionEvent[] = [];

  constructor({ decision, model, now }: Pair) {
    this.state = decision.state;
    this.model = model;
    this.now = now;
    this.#accept(decision);
    this.#compare();
  }

  get #id(): string {
    return this.state.created.executionId;
  }

  /** What was done so far, to be read. */
  story(): string {
    return this.#log.map(({ now, command }) => JSON.stringify({ now, ...command })).join('\n');
  }

  /** Makes one random move. */
  move({ what, how }: Choice): void {
    const live = sorted(this.state);
    const one = live[what % Math.max(1, live.length)];
    if (this.state.ended !== undefined) return;
    if (one === undefined) {
      if (this.state.pause === undefined) this.#pass(how);
      else this.#resume();
      return;
    }
    if (how % 40 === 13) this.#pauseOrResume();
    else if (how % 200 === 77) this.#expireAll();
    else if (how % 40 === 0) this.#abort();
    else if (how % 20 === 5) this.#mark(how % 3 === 0 ? this.#around(one.node, how) : one.node);
    else if (how % 10 === 1) this.#pass(how);
    else if (how % 40 === 7) this.#repeatReport(what);
    else this.#moveStep(one.node, one.step, how);
  }

  /** Lets all turn out well from here on, if not at once: a script that is asked for an approval gives it the second time. */
  finish(): void {
    if (this.state.ended === undefined && this.state.pause !== undefined) this.#resume();
    for (let moves = 0; this.state.ended === undefined; moves += 1) {
      if (moves > 10_000) throw new Error('the execution does not come to an end');
      const [one] = sorted(this.state);
      if (one === undefined && nextWake(this.state) === null) this.#fail('it is stuck');
      if (one === undefined) {
        this.#pass(100_000);
        continue;
      }
      const { step } = one;
      const waits = step.phase === 'waiting' && step.work.kind === 'wait';
      if (waits || step.phase === 'delayed' || step.phase === 'resting') this.#pass(100_000);
      else this.#moveStep(one.node, step, isFirstCheck(step) ? SAYS_NOTHING : SUCCEEDS);
    }
    this.#checkEnd();
  }

  #moveStep(node: NodeKey, step: LiveStep, how: number): void {
    switch (step.phase) {
      case 'queued':
        this.#take(node, step);
        return;
      case 'held':
      case 'stopping':
        this.#report(node, step, how);
        return;
      case 'waiting':
        if (step.work.kind === 'approval') this.#decide(node, step.attempt, how);
        else if (step.work.kind === 'pipeline') this.#endChild(node, step.attempt, how);
        else this.#pass(how);
        return;
      case 'delayed':
      case 'resting':
        this.#pass(how);
        return;
      case 'undecided':
        this.#intervene(node, how);
        return;
      case 'asking':
        throw new Error('no step of a random pipeline asks for inputs');
    }
  }

  #take(node: NodeKey, { attempt }: LiveStep): void {
    const lease = this.#lease(node, attempt);
    this.#perform({ type: 'StartStep', node, attempt, delegate: DELEGATE, lease }, () =>
      this.model.taken(node),
    );
  }

  #lease = (node: NodeKey, attempt: number) => asLeaseToken(`${this.#id} ${node} ${attempt}`);

  #report(node: NodeKey, { phase, attempt }: LiveStep, how: number): void {
    const lease = this.#lease(node, attempt);
    if (how % 10 === 9) {
      const lost = { type: 'LoseStep', node, attempt, lease, reason: 'it vanished' } as const;
      this.#perform(lost, () => this.model.reported(node, 'Lost'));
      return;
    }
    const outcome = taskOutcomeOf(how, phase, `${node} in ${this.#id}`);
    const report = { type: 'EndStep', node, attempt, lease, outcome } as const;
    this.#perform(report, () =>
      this.model.reported(node, outcome.status === 'Stopped' ? 'Stopped' : told(outcome)),
    );
    this.#reports.push(report);
  }

  #endChild(node: NodeKey, attempt: number, how: number): void {
    const outcome = childOutcomeOf(how, `${node} in ${this.#id}`);
    this.#perform({ type: 'EndChild', node, attempt, outcome }, () =>
      this.model.childEnded(node, told(outcome)),
    );
  }

  #decide(node: NodeKey, attempt: number, how: number): void {
    const at = this.state.nodes.get(node);
    const by = at?.phase === 'waiting' && at.approvals.length > 0 ? bob : ada;
    const action = how % 4 === 3 ? 'REJECT' : 'APPROVE';
    const said = { node, attempt, by, action, comments: '', inputs: {} } as const;
    this.#perform({ type: 'ActOnApproval', ...said }, () => {
      if (action === 'APPROVE') this.model.approved(node);
      else this.model.rejected(node);
    });
  }

  #intervene(node: NodeKey, how: number): void {
    const choices = ['MarkAsFailure', 'Retry', 'MarkAsSuccess', 'Ignore', 'StageRollback'] as const;
    const more = [...choices, 'Abort', 'StepGroupRollback'] as const;
    const choice = (how > 700 ? more : choices)[how % (how > 700 ? 7 : 5)] ?? 'Retry';
    this.#perform({ type: 'Intervene', node, by: ada, choice }, () =>
      this.model.decided(node, choice),
    );
  }

  #abort(): void {
    if (this.state.abort !== undefined) return;
    this.#perform({ type: 'Abort', by: ada, reason: 'enough' }, () => this.model.aborted());
  }

  #pauseOrResume(): void {
    if (this.state.pause !== undefined) this.#resume();
    else if (this.state.abort === undefined) {
      this.#perform({ type: 'Pause', by: ada }, () => this.model.paused());
    }
  }

  #resume(): void {
    this.#perform({ type: 'Resume', by: ada }, () => this.model.resumed());
  }

  #expireAll(): void {
    if (this.state.abort !== undefined) return;
    this.#perform({ type: 'ExpireAll', by: ada }, () => this.model.expired());
  }

  #around(node: NodeKey, how: number): NodeKey {
    const open = [...this.state.open].filter((key) => !isLiveStep(this.state.nodes.get(key)));
    return open.toSorted()[how % Math.max(1, open.length)] ?? node;
  }

  #mark(node: NodeKey): void {
    const command = { type: 'MarkFailed', node, by: ada } as const;
    const decided = decide(this.state, command, this.now);
    this.#log.push({ now: this.now, command });
    const known = this.model.marked(node);
    if (decided.ok !== known) {
      this.#fail(`MarkFailed ${node}: the engine says ${decided.ok}, the model ${known}`);
    }
    if (!decided.ok) return;
    this.#accept(decided.value);
    this.#compare();
  }

  /** Goes to the next moment at which anything is due, or a little way there. */
  #pass(how: number): void {
    const wake = nextWake(this.state);
    const whole = wake === null ? how : Math.max(0, wake - this.now);
    const length = how % 100 === 51 ? Math.floor(whole / 2) : whole;
    this.now = asInstant(this.now + length);
    this.#perform({ type: 'Wake' }, () => this.model.passed(this.now));
  }

  /** I3: what was reported once is refused for ever. */
  #repeatReport(what: number): void {
    const report = this.#reports[what % Math.max(1, this.#reports.length)];
    if (report !== undefined && decide(this.state, report, this.now).ok) {
      this.#fail('a report was accepted twice');
    }
  }

  #perform(command: Command, tell: () => void): void {
    const decided = decide(this.state, command, this.now);
    this.#log.push({ now: this.now, command });
    if (!decided.ok) this.#fail(`${command.type} was refused: ${decided.error.message}`);
    else this.#accept(decided.value);
    tell();
    this.#compare();
  }

  #accept({ events, state }: Decision): void {
    this.#last = events;
    this.events.push(...events);
    this.state = state;
  }

  #fail(message: string): never {
    throw new Error(`${message}\nafter, in ${this.#id}:\n${this.story()}`);
  }

  #compare(): void {
    const engine = engineView(this.state);
    const model = modelView(this.model);
    const differences = [...new Set([...engine.keys(), ...model.keys()])].flatMap((key) => {
      const [one, other] = [engine.get(key) ?? 'nothing', model.get(key) ?? 'nothing'];
      return one === other ? [] : [{ key, one, other }];
    });
    if (differences.length > 0) {
      const aborted = differences.some(({ one, other }) => /^Aborted/m.test(`${one}\n${other}`));
      if (aborted && this.#isTie()) throw new Tie();
      const lines = differences.map(
        ({ key, one, other }) => `${key}\n  engine: ${one}\n  model:  ${other}`,
      );
      this.#fail(lines.join('\n'));
    }
    if (this.state.ended !== undefined) return;
    const dues = [...this.model.ground.dues()].map(({ at }) => at);
    const wake = dues.length === 0 ? null : Math.min(...dues);
    if (wake !== nextWake(this.state)) {
      this.#fail(`the engine wakes at ${nextWake(this.state)}, the model at ${wake}`);
    }
  }

  #isTie(): boolean {
    if (!this.#last.some(({ type }) => type === 'AbortRequested') || !this.model.ground.aborted) {
      return false;
    }
    const late = this.#last.filter(({ type }) => type === 'NodeTimedOut');
    return late.length > 1 || this.#last.some((event) => failedAsItBegan(event) || marks(event));
  }

  /** I1: the state is the events, folded. I4: what has ended accepts nothing more. */
  #checkEnd(): void {
    const { state, now } = this;
    if (!isDeepStrictEqual(fold(state.plan, this.events), state)) {
      this.#fail('the state is not what its events make');
    }
    if (decide(state, { type: 'Abort', by: ada, reason: '' }, now).ok) {
      this.#fail('an ended execution accepted an abort');
    }
  }
}

const isFirstCheck = (step: LiveStep): boolean =>
  step.phase === 'held' && step.overdueAt !== undefined && step.attempt === 1;

const marks = (event: ExecutionEvent): boolean =>
  event.type === 'NodeInterrupted' && event.interrupt === 'MarkAsFailed';

const failedAsItBegan = (event: ExecutionEvent): boolean =>
  event.type === 'StepEnded' &&
  'failure' in event.outcome &&
  event.outcome.failure.types.includes('ConfigurationFailure');

const sorted = (state: ExecutionState) =>
  [...liveSteps(state)].toSorted((one, other) => (one.node < other.node ? -1 : 1));
