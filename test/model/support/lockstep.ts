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
  type NodeState,
  nextWake,
  type StepOutcome,
  type TaskOutcome,
} from '@reprise/core/execution';
import type { FailureType } from '@reprise/core/pipeline';
import { isLiveStep, liveSteps } from '../../../packages/core/execution/live-steps.ts';
import type { Choice } from '../../../packages/core/execution/testing/random-driver.ts';
import { OUTPUT, REFUSAL } from '../../../packages/core/execution/testing/random-pipelines.ts';
import { ada, bob, DELEGATE } from '../../../packages/core/execution/testing/run.ts';
import type { ModelExecution } from '../reference/model-execution.ts';
import type { End, Outcome, Status } from '../reference/words.ts';

/** One execution of the engine, and the same in the model. */
export interface Pair {
  readonly decision: Decision;
  readonly model: ModelExecution;
  readonly now: Instant;
}

/** Of `how` a report turns out. */
const SUCCEEDS = 2;
const SAYS_NOTHING = 4;

const FAILURES: readonly FailureType[] = ['Unknown', 'Connectivity', 'Timeout', 'Verification'];

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
    const outcome = this.#outcome(node, phase, how);
    const report = { type: 'EndStep', node, attempt, lease, outcome } as const;
    this.#perform(report, () =>
      this.model.reported(node, outcome.status === 'Stopped' ? 'Stopped' : told(outcome)),
    );
    this.#reports.push(report);
  }

  #outcome(node: NodeKey, phase: LiveStep['phase'], how: number): TaskOutcome {
    const failure = {
      message: 'it went wrong',
      types: [FAILURES[how % FAILURES.length] ?? 'Unknown'],
    };
    if (phase === 'stopping' && how % 2 === 0) return { status: 'Stopped', message: 'TERM' };
    if (how % 50 === 33) return { status: 'Stopped', message: 'TERM' };
    if (how % 10 < 4) {
      return { status: 'Success', outputs: { outputVariables: { V: `${node} in ${this.#id}` } } };
    }
    if (how % 10 === 8) return { status: 'IgnoreFailed', failure };
    if (how % 10 === 5)
      return { status: 'Success', outputs: { outputVariables: { [REFUSAL]: 'no' } } };
    return how % 10 > 5 ? { status: 'Failed', failure } : { status: 'Success', outputs: {} };
  }

  #endChild(node: NodeKey, attempt: number, how: number): void {
    const status: Status = how % 10 < 6 ? 'Success' : how % 10 < 9 ? 'Failed' : 'Aborted';
    const failure = { message: 'the child', types: ['Unknown'] as const };
    const outcome =
      status === 'Success'
        ? ({ status, outputs: { outputVariables: { V: `${node} in ${this.#id}` } } } as const)
        : { status, failure };
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

const told = ({ status, ...rest }: StepOutcome): Outcome => ({
  status: status as Status,
  ...('failure' in rest && { types: rest.failure.types }),
  ...('outputs' in rest && outputIn(rest.outputs)),
});

function outputIn(outputs: object | undefined): Pick<Outcome, 'output' | 'refuses'> {
  const values: unknown = outputs === undefined ? null : Reflect.get(outputs, 'outputVariables');
  if (typeof values !== 'object' || values === null) return {};
  const output: unknown = Reflect.get(values, OUTPUT);
  if (typeof output === 'string') return { output };
  return Reflect.has(values, REFUSAL) ? { refuses: true } : {};
}

const sorted = (state: ExecutionState) =>
  [...liveSteps(state)].toSorted((one, other) => (one.node < other.node ? -1 : 1));

/** Nodes do not change: what was said of one is still true. */
const labels = new WeakMap<NodeState, string>();

const engineView = (state: ExecutionState): ReadonlyMap<string, string> =>
  new Map([...state.nodes].map(([key, node]) => [key, engineLabel(state, key, node)]));

function engineLabel(state: ExecutionState, key: NodeKey, node: NodeState): string {
  const known = labels.get(node);
  if (known !== undefined) return known;
  const label = labelOf(state, key, node);
  labels.set(node, label);
  return label;
}

function labelOf(state: ExecutionState, key: NodeKey, node: NodeState): string {
  if (node.phase === 'running-container') {
    const { timedOutAt, rollbackAt, restart, restarts } = node;
    return running(timedOutAt !== undefined, rollbackAt !== undefined, { restart, restarts });
  }
  if (node.phase !== 'ended') {
    const script = 'work' in node ? scriptOf(node.work) : undefined;
    return alive(node.phase, node.attempt, script);
  }
  const isStep = state.plan.nodes.get(key)?.kind === 'step';
  return over({
    ...node,
    status: node.status as Status,
    attempts: isStep && node.status !== 'Skipped' ? node.attempts : 0,
    ...outputIn(node.outputs),
    ...(node.rolledBack === true && { undone: true }),
  });
}

function scriptOf(work: unknown): string | undefined {
  if (typeof work !== 'object' || work === null) return undefined;
  const task: unknown = Reflect.get(work, 'task');
  if (typeof task !== 'object' || task === null) return undefined;
  const script: unknown = Reflect.get(task, 'script');
  return typeof script === 'string' ? script : undefined;
}

function modelView({ ground }: ModelExecution): ReadonlyMap<string, string> {
  const { scopes, live, ends } = ground;
  return new Map([
    ...[...ends].map(([key, end]) => [key, over(end)] as const),
    ...[...scopes].map(([key, scope]) => [key, running(scope.late, scope.undoing, scope)] as const),
    ...[...live].map(([key, { phase, attempt, script }]) => {
      const works = phase !== 'delayed' && phase !== 'undecided';
      return [key, alive(phase, attempt, works ? script : undefined)] as const;
    }),
  ]);
}

const running = (
  late: boolean,
  undoing: boolean,
  {
    restart,
    restarts = 0,
  }: { readonly restart?: object | undefined; readonly restarts?: number | undefined },
): string =>
  `runs${late ? ', late' : ''}${undoing ? ', undoing' : ''}, again ${restarts}${restart ? ', to be run again' : ''}`;

const alive = (phase: string, attempt: number, script: string | undefined): string =>
  `${phase}, attempt ${attempt}${script === undefined ? '' : `, ${script}`}`;

const over = ({ status, origin, attempts, output, undone }: Omit<End, 'types'>): string =>
  `${status} in ${origin} after ${attempts}, published ${output ?? 'nothing'}${undone ? ', undone' : ''}`;
