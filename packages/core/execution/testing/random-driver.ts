import { asInstant, asLeaseToken, type Instant, type NodeKey } from '@reprise/core';
import {
  type Command,
  type Decision,
  decide,
  type ExecutionState,
  type LiveStep,
  nextWake,
  type TaskOutcome,
  type WaitingStep,
} from '@reprise/core/execution';
import { stageOf } from '@reprise/core/plan';
import { askingContainers } from '../asking.ts';
import { liveSteps } from '../live-steps.ts';
import { isEmpty, restartingGroups } from '../restarting.ts';
import { ada, bob, DELEGATE } from './run.ts';

/** One random choice: of what to do, and of how it turns out. */
export interface Choice {
  readonly what: number;
  readonly how: number;
}

/** What the driver did, and what came of it. */
export interface Move {
  readonly command: Command;
  readonly before: ExecutionState;
  readonly now: Instant;
  readonly decision: Decision;
}

const failure = { message: 'it went wrong', types: ['Unknown'] } as const;

/**
 * The outside world of one execution: delegates that take tasks and report on them, people who decide, time that
 * passes, somebody who aborts. Which of them acts next, and how, is a matter of the choices it is given.
 */
export class RandomDriver {
  state: ExecutionState;
  now: Instant;
  readonly moves: Move[] = [];
  readonly reports: Command[] = [];

  constructor(state: ExecutionState, now: Instant) {
    this.state = state;
    this.now = now;
  }

  /** Makes one random move that the execution allows. */
  move({ what, how }: Choice): void {
    const live = this.#open();
    const one = live[what % Math.max(1, live.length)];
    if (this.state.ended !== undefined || one === undefined) return;
    if (how % 40 === 0) this.#perform({ type: 'Abort', by: ada, reason: 'enough' });
    else if (how % 20 === 5) this.#markFailed(one.node, how);
    else if (how % 10 === 1) this.#pass(how);
    else this.#moveStep(one.node, one.step, how);
  }

  /** Makes every further move turn out well, until the execution ends or nothing more can be done. */
  finish(): void {
    for (let moves = 0; this.state.ended === undefined; moves += 1) {
      if (moves > 10_000) throw new Error('the execution does not come to an end');
      const [one] = this.#open();
      if (one === undefined) throw new Error('the execution is stuck: it has no live step');
      const { step } = one;
      const waits = step?.phase === 'waiting' && step.work.kind === 'wait';
      const rests = step?.phase === 'delayed' || step?.phase === 'resting';
      if (waits || rests || this.#isRestarting(one.node)) this.#pass(100_000);
      else this.#moveStep(one.node, one.step, 2);
    }
  }

  #pass(how: number): void {
    const wake = nextWake(this.state);
    const length = wake === null ? how : Math.max(0, wake - this.now);
    this.now = asInstant(this.now + length);
    this.#perform({ type: 'Wake' });
  }

  /** What can be moved: steps, the stages and groups that wait for their inputs, and the groups that wait to be run again. */
  #open(): readonly { readonly node: NodeKey; readonly step: LiveStep | null }[] {
    const asking = [...askingContainers(this.state)].map((node) => ({ node, step: null }));
    const restarting = [...restartingGroups(this.state)]
      .filter((node) => isEmpty(this.state, node))
      .map((node) => ({ node, step: null }));
    return [...liveSteps(this.state), ...asking, ...restarting];
  }

  #isRestarting(node: NodeKey): boolean {
    const at = this.state.nodes.get(node);
    return at?.phase === 'running-container' && at.restart !== undefined;
  }

  #moveStep(node: NodeKey, step: LiveStep | null, how: number): void {
    if (this.#isRestarting(node)) {
      this.#pass(how);
      return;
    }
    if (step === null) {
      this.#perform({ type: 'GiveInputs', node, by: ada, values: {} });
      return;
    }
    const { attempt } = step;
    const lease = asLeaseToken(`${this.state.created.executionId} ${node} ${attempt}`);
    switch (step.phase) {
      case 'queued':
        this.#perform({ type: 'StartStep', node, attempt, delegate: DELEGATE, lease });
        return;
      case 'held':
      case 'stopping': {
        if (how % 10 === 9) {
          this.#perform({ type: 'LoseStep', node, attempt, lease, reason: 'it vanished' });
          return;
        }
        const outcome = this.#outcome(node, step, how);
        const report = { type: 'EndStep', node, attempt, lease, outcome } as const;
        this.#perform(report);
        this.reports.push(report);
        return;
      }
      case 'waiting':
        if (step.work.kind === 'wait') this.#pass(how);
        else this.#decideApproval(node, step, how);
        return;
      case 'resting':
      case 'delayed':
        this.#pass(how);
        return;
      case 'asking':
        this.#perform({ type: 'GiveInputs', node, by: ada, values: {} });
        return;
      case 'undecided':
        this.#intervene(node, how);
    }
  }

  #outcome(node: NodeKey, step: LiveStep, how: number): TaskOutcome {
    if (step.phase === 'stopping' && how % 2 === 0) return { status: 'Stopped', message: 'TERM' };
    if (how % 10 < 4)
      return { status: 'Success', outputs: { outputVariables: { V: this.outputOf(node) } } };
    if (how % 10 === 8) return { status: 'IgnoreFailed', failure };
    if (how % 10 > 5) return { status: 'Failed', failure };
    if (how % 10 === 5) return { status: 'Success', outputs: { outputVariables: { NO: 'no' } } };
    return { status: 'Success', outputs: {} };
  }

  /** What a step publishes when this execution runs it: different from what it published in any other. */
  outputOf(node: NodeKey): string {
    return `${node} in ${this.state.created.executionId}`;
  }

  #markFailed(step: NodeKey, how: number): void {
    const node = how % 3 === 0 ? (stageOf(this.state.plan, step)?.key ?? step) : step;
    this.#perform({ type: 'MarkFailed', node, by: ada });
  }

  /** By the end all turns out well: only at random does anybody choose anything else. */
  #intervene(node: NodeKey, how: number): void {
    const choices = ['MarkAsFailure', 'Retry', 'MarkAsSuccess', 'Ignore', 'StageRollback'] as const;
    this.#perform({
      type: 'Intervene',
      node,
      by: ada,
      choice: choices[how % choices.length] ?? 'Retry',
    });
  }

  #decideApproval(node: NodeKey, { attempt, approvals }: WaitingStep, how: number): void {
    const by = approvals.length === 0 ? ada : bob;
    const action = how % 4 === 3 ? 'REJECT' : 'APPROVE';
    const comments = '';
    this.#perform({ type: 'ActOnApproval', node, attempt, by, action, comments, inputs: {} });
  }

  #perform(command: Command): void {
    const before = this.state;
    const decided = decide(before, command, this.now);
    if (!decided.ok) {
      // What is being stopped already is neither aborted nor marked as failed a second time.
      if (['ALREADY_ABORTING', 'NODE_NOT_RUNNING'].includes(decided.error.code)) return;
      throw new Error(`${command.type} was refused: ${decided.error.message}`);
    }
    this.state = decided.value.state;
    this.moves.push({ command, before, now: this.now, decision: decided.value });
  }
}
