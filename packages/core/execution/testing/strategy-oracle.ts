import type {
  FailureAction,
  FailureStrategy,
  FailureType,
  FinalAction,
  RetryGroup,
} from '@reprise/core/pipeline';

/**
 * What failure strategies make of a small tree of steps, by plain recursion: what the real thing is compared with. It
 * knows no time, no events and no plan; steps run one after the other.
 */
export interface StepModel {
  readonly kind: 'step';
  readonly name: string;
  readonly strategies: readonly FailureStrategy[];
  /** How its tries end, in order; the last one repeats. Null is a success. */
  readonly tries: readonly (FailureType | null)[];
}
export interface GroupModel {
  readonly kind: 'group';
  readonly name: string;
  readonly strategies: readonly FailureStrategy[];
  readonly items: readonly Model[];
  readonly rollback: readonly StepModel[];
}
export type Model = StepModel | GroupModel;

export type StageModel = Omit<GroupModel, 'kind'>;

/** What a person answers whenever asked, in order; the last one repeats. */
export type Answers = readonly (FinalAction | 'Retry' | 'wait')[];

export interface Predicted {
  /** The ends of those nodes that began, by name. */
  readonly statuses: ReadonlyMap<string, string>;
  /** How often each step was tried. */
  readonly tries: ReadonlyMap<string, number>;
}

/** Predicts a run of stages that stand one after the other, each to run if all went well before. */
export function predict(stages: readonly StageModel[], answers: Answers): Predicted {
  const oracle = new Oracle(answers);
  for (const stage of stages) {
    const end = oracle.container(stage, []);
    if (end !== 'Success' && end !== 'IgnoreFailed') break;
  }
  return oracle;
}

class Oracle implements Predicted {
  readonly statuses = new Map<string, string>();
  readonly tries = new Map<string, number>();
  readonly #answers: Answers;
  #asked = 0;
  /** Whom the last rollback is for: the name of a stage or group. */
  #undoing: string | null = null;
  #aborted = false;
  /** The group that is to be run again. */
  #restarting: string | null = null;
  /** How often each group was run again. */
  readonly #restarts = new Map<string, number>();
  /** How often each step was begun, in all times round its groups. */
  readonly #begun = new Map<string, number>();
  /** How often strategies had each step tried again, this time round. */
  readonly #retries = new Map<string, number>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /** Runs a stage or group inside these others, innermost first; answers how it ends. */
  container(node: StageModel, around: readonly StageModel[]): string {
    for (;;) {
      const ends = this.#once(node, [node, ...around]);
      if (this.#restarting !== node.name || this.#aborted) return this.#end(node, ends);
      this.#restarting = null;
      this.#forget(node);
    }
  }

  /** Runs what is in a stage or group, one time round. */
  #once(node: StageModel, inside: readonly StageModel[]): readonly string[] {
    const ends: string[] = [];
    for (const item of node.items) {
      const end = item.kind === 'step' ? this.#step(item, inside) : this.container(item, inside);
      ends.push(end);
      if (this.#aborted || this.#undoing !== null || this.#restarting !== null) break;
      if (end !== 'Success' && end !== 'IgnoreFailed') break;
    }
    return ends;
  }

  /** All in a group is as if it had never begun, except that its tries are counted on. */
  #forget(node: StageModel): void {
    for (const item of [...node.items, ...node.rollback]) {
      for (const known of [this.statuses, this.tries, this.#retries, this.#restarts]) {
        known.delete(item.name);
      }
      if (item.kind === 'group') this.#forget(item);
    }
  }

  #end(node: StageModel, ends: readonly string[]): string {
    let status = worst(ends);
    if (this.#undoing === node.name && !this.#aborted) {
      this.#undoing = null;
      this.#undo(node.rollback);
      status = 'Failed';
    }
    if (this.#aborted) status = 'Aborted';
    this.statuses.set(node.name, status);
    return status;
  }

  #undo(rollback: readonly StepModel[]): void {
    for (const step of rollback) {
      const end = this.#step(step, []);
      if (this.#aborted || (end !== 'Success' && end !== 'IgnoreFailed')) return;
    }
  }

  #step(step: StepModel, around: readonly StageModel[]): string {
    const count = (this.#begun.get(step.name) ?? 0) + 1;
    this.#begun.set(step.name, count);
    const failure = step.tries[Math.min(count, step.tries.length) - 1] ?? null;
    const end = failure === null ? 'Success' : this.#failed(step, around, failure);
    this.statuses.set(step.name, end);
    this.tries.set(step.name, this.#begun.get(step.name) ?? count);
    return end;
  }

  #failed(step: StepModel, around: readonly StageModel[], failure: FailureType): string {
    const entry = [step, ...around]
      .flatMap(({ strategies }) => strategies.find(({ errors }) => matches(errors, failure)) ?? [])
      .at(0);
    return entry === undefined ? 'Failed' : this.#act(step, around, entry.action);
  }

  #act(step: StepModel, around: readonly StageModel[], action: FailureAction): string {
    if (action.type === 'Retry') {
      const used = this.#retries.get(step.name) ?? 0;
      if (used >= action.retryCount) return this.#act(step, around, action.onRetryFailure);
      this.#retries.set(step.name, used + 1);
      return this.#step(step, around);
    }
    if (action.type === 'RetryStepGroup') return this.#restart(step, around, action);
    if (action.type === 'ProceedWithDefaultValues') return this.#settle(around, 'MarkAsFailure');
    if (action.type !== 'ManualIntervention') return this.#settle(around, action.type);
    const answer = this.#answers[Math.min(this.#asked, this.#answers.length - 1)] ?? 'wait';
    this.#asked += 1;
    if (answer === 'Retry') return this.#step(step, around);
    return this.#settle(around, answer === 'wait' ? action.onTimeout : answer);
  }

  #restart(step: StepModel, around: readonly StageModel[], action: RetryGroup): string {
    const group = around.slice(0, -1).at(0)?.name;
    const used = group === undefined ? action.retryCount : (this.#restarts.get(group) ?? 0);
    if (group === undefined || used >= action.retryCount) {
      return this.#act(step, around, action.onRetryFailure);
    }
    this.#restarts.set(group, used + 1);
    this.#restarting = group;
    return 'Failed';
  }

  #settle(around: readonly StageModel[], action: FinalAction): string {
    if (action === 'Ignore') return 'IgnoreFailed';
    if (action === 'MarkAsSuccess') return 'Success';
    if (action === 'Abort') this.#aborted = true;
    if (action === 'StageRollback') this.#undoing = around.at(-1)?.name ?? null;
    if (action === 'StepGroupRollback') this.#undoing = groupToUndo(around);
    return 'Failed';
  }
}

/** The innermost group that can undo itself, else the innermost one; the stage where there is no group. */
function groupToUndo(around: readonly StageModel[]): string | null {
  const groups = around.slice(0, -1);
  const able = groups.find(({ rollback }) => rollback.length > 0);
  return (able ?? groups[0] ?? around[0])?.name ?? null;
}

const matches = (errors: FailureStrategy['errors'], failure: FailureType): boolean =>
  errors.some((error) => error === 'AllErrors' || error === failure);

const RANK = ['Success', 'IgnoreFailed', 'Failed', 'Aborted'];

const worst = (ends: readonly string[]): string =>
  RANK[Math.max(0, ...ends.map((end) => RANK.indexOf(end)))] ?? 'Success';
