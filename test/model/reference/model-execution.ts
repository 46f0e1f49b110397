import type { FinalAction, Pipeline, Step, When } from '@reprise/core/pipeline';
import { type Item, partsOf, stageItems, termsOf, undoingOf } from './elements.ts';
import { statusOf } from './endings.ts';
import { Ground } from './ground.ts';
import { instanceKeys } from './instances.ts';
import type { Live } from './moments.ts';
import { actionFor, finalOf, haltIn, isInRollback, iterationAt, type Scope } from './scope.ts';
import { keysIn, scriptOf } from './scripts.ts';
import {
  type End,
  hasTurn,
  isGood,
  type Outcome,
  type Past,
  pastOf,
  type Status,
  worstPast,
} from './words.ts';

/** Something under way: resumed again and again until it is over. */
type Process = Generator<undefined, void>;

interface Place {
  readonly parent: Scope | null;
  readonly item?: Item;
  readonly iteration?: number;
}

/**
 * The semantics of pipelines, as plain recursion and without a thought for speed: what the engine is compared with. A
 * pipeline runs its stages, a stage its steps, and each waits for what is in it. It is told what happens in the world
 * by the methods below, and says what has ended, what runs and what was asked for.
 */
export class ModelExecution {
  readonly pipeline: Pipeline;
  readonly ground: Ground;
  readonly stages: readonly Item[];
  readonly #root: Process;
  /** Through what one has come past an item: what was before it, and itself. */
  readonly #through = new Map<Item, Past>();
  #began = 0;
  #mayRefill = false;
  /** Whether a pause keeps something from its turn, of what was looked at last. */
  #holdsBack = false;

  constructor(
    pipeline: Pipeline,
    execution: string,
    now: number,
    reused: ReadonlyMap<string, End> = new Map(),
  ) {
    this.pipeline = pipeline;
    this.stages = stageItems(pipeline);
    const known = new Set(this.stages.flatMap(keysIn));
    this.ground = new Ground(execution, (step) => scriptOf(step, known, this.ground.ends));
    this.ground.now = now;
    for (const [key, end] of reused) this.ground.ends.set(key, end);
    this.#root = this.#pipeline();
    this.#settle();
  }

  /** Null while it runs. */
  get status(): Status | null {
    return this.ground.ends.get('pipeline')?.status ?? null;
  }

  taken(key: string): void {
    this.ground.taken(this.#liveAt(key));
  }

  /** `Stopped` of a step that nobody asked to stop is a failure; of another it is what was asked. */
  reported(key: string, outcome: Outcome | 'Stopped' | 'Lost'): void {
    const live = this.#liveAt(key);
    if (typeof outcome !== 'string') this.ground.taskOver(live, outcome);
    else if (live.phase === 'stopping') this.ground.stopConfirmed(live);
    else this.ground.taskOver(live, { status: 'Failed', types: ['DelegateRestart'] });
    this.#settle();
  }

  /** The pipeline that a chained stage runs has ended. An abort of it is somebody's will. */
  childEnded(key: string, outcome: Outcome): void {
    const live = this.#liveAt(key);
    if (outcome.status === 'Aborted') this.ground.end(key, outcome, { attempts: live.attempt });
    else this.ground.over(live, outcome);
    this.#settle();
  }

  approved(key: string): void {
    const live = this.#liveAt(key);
    live.approvals += 1;
    const { spec } = live.step;
    const wanted = spec.type === 'HarnessApproval' ? spec.minimumCount : 0;
    if (live.approvals >= wanted) this.ground.over(live, { status: 'Success' });
    this.#settle();
  }

  rejected(key: string): void {
    this.ground.over(this.#liveAt(key), {
      status: 'ApprovalRejected',
      types: ['ApprovalRejection'],
    });
    this.#settle();
  }

  decided(key: string, choice: FinalAction | 'Retry'): void {
    this.ground.decide(this.#liveAt(key), choice);
    this.#settle();
  }

  /** Whether there is anything to mark there; if so it is. */
  marked(key: string): boolean {
    const live = this.ground.live.get(key);
    const scope = this.ground.scopes.get(key);
    if (live === undefined && scope === undefined) return false;
    const halted =
      live !== undefined
        ? this.ground.isHalted(live.scope)
        : this.ground.aborted || haltIn(scope ?? null, { spared: true }) !== null;
    if (halted) return false;
    this.ground.mark(key);
    this.#settle();
    return true;
  }

  aborted(): void {
    this.ground.abort();
    this.#settle();
  }

  paused(): void {
    this.ground.paused = true;
  }

  resumed(): void {
    this.ground.resume();
    this.#settle();
  }

  /** Somebody says that the time of the pipeline has run out. */
  expired(): void {
    const scope = this.ground.scopes.get('pipeline');
    if (scope === undefined || scope.late) return;
    this.ground.expire(scope);
    this.#settle();
  }

  passed(now: number): void {
    this.ground.pass(now);
    this.#settle();
  }

  #liveAt(key: string): Live {
    const live = this.ground.live.get(key);
    if (live === undefined) throw new Error(`the model has no live step ${key}`);
    return live;
  }

  /** Resumes all that is under way until nothing changes any more; loops begin more only once all else is done. */
  #settle(): void {
    let refilled: number;
    do {
      this.#exhaust();
      refilled = this.ground.changes;
      this.#mayRefill = true;
      this.#root.next();
      this.#mayRefill = false;
    } while (refilled !== this.ground.changes);
  }

  #exhaust(): void {
    for (let before = -1; before !== this.ground.changes; ) {
      before = this.ground.changes;
      this.#root.next();
    }
  }

  *#pipeline(): Process {
    const { timeout } = this.pipeline;
    const scope = this.#open('pipeline', 'pipeline', {
      parent: null,
      strategies: [],
      ...(timeout !== undefined && { timeout }),
    });
    yield* this.#items(this.stages, scope);
    yield* this.#close(
      scope,
      this.stages.map(({ key }) => key),
    );
  }

  /** Runs what stands in a scope: each once all it stands after is behind it. Over when nothing is under way. */
  *#items(items: readonly Item[], scope: Scope): Process {
    const underWay = new Map<Item, Process>();
    for (;;) {
      // What is set free by one another's end begins a turn later: after all that was free already.
      const free = items.filter((item) => item.after.every((each) => this.#through.has(each)));
      let holdsBack = false;
      let moved = false;
      for (const item of free) {
        this.#holdsBack = false;
        moved = this.#advance(item, scope, underWay) || moved;
        holdsBack ||= this.#holdsBack;
      }
      if (moved) this.ground.changes += 1;
      else if (underWay.size === 0 && !holdsBack) return;
      yield;
    }
  }

  /** Answers whether something has come of it that others may wait for. */
  #advance(item: Item, scope: Scope, underWay: Map<Item, Process>): boolean {
    if (this.#through.has(item)) return false;
    const end = this.ground.ends.get(item.key);
    const process = underWay.get(item);
    if (process !== undefined) {
      if (process.next().done !== true) return false;
      underWay.delete(item);
      this.#leave(item);
      return true;
    }
    if (end !== undefined) {
      this.#leave(item);
      return true;
    }
    return this.#takeTurn(item, scope, underWay);
  }

  #leave(item: Item): void {
    this.#through.set(item, worstPast(this.#beside(item), this.#endOf(item)));
  }

  #takeTurn(item: Item, scope: Scope, underWay: Map<Item, Process>): boolean {
    if (this.ground.isHalted(scope)) return false;
    const past = this.#before(item, scope);
    const { when } = termsOf(item.element);
    if (!hasTurn(when, past)) {
      this.#through.set(item, past);
      return true;
    }
    if (this.ground.paused) {
      this.#holdsBack = true;
      return false;
    }
    if (when?.status === 'Failure' && past === 'clean' && !isInRollback(scope)) {
      this.ground.end(item.key, { status: 'Skipped' });
    } else {
      const process = this.#run(item, scope);
      if (process.next().done !== true) {
        underWay.set(item, process);
        return true;
      }
    }
    this.#leave(item);
    return true;
  }

  #beside = ({ after }: Item): Past =>
    worstPast(...after.map((each) => this.#through.get(each) ?? 'clean'));

  /**
   * What came before an item, and before the groups and loops that it stands in. One without a `when` of its own is
   * spared what a group around it has agreed to run after. In a rollback only the rollback counts.
   */
  #before(item: Item, scope: Scope): Past {
    const { when } = termsOf(item.element);
    let past = this.#beside(item);
    for (let at: Scope | null = scope; at !== null; at = at.parent) {
      if (at.kind !== 'group' && at.kind !== 'loop') break;
      if (when === undefined && at.when !== undefined && at.when.status !== 'Success') break;
      if (at.item !== undefined) past = worstPast(past, this.#beside(at.item));
    }
    return past;
  }

  /** A looped stage is undone when every instance that did not end well is. */
  #endOf({ element, key }: Item): Past {
    const end = this.#end(key);
    const { strategy } = termsOf(element);
    if (strategy === undefined || element.kind !== 'stage') return pastOf(end, element.kind);
    const failed = instanceKeys(key, strategy)
      .flatMap((each) => this.ground.ends.get(each) ?? [])
      .filter(({ status }) => !isGood(status));
    const undone = failed.length > 0 && failed.every((each) => each.undone === true);
    return undone ? 'undone' : pastOf(end, 'loop');
  }

  #end(key: string): End {
    const end = this.ground.ends.get(key);
    if (end === undefined) throw new Error(`${key} is not over`);
    return end;
  }

  #run(item: Item, parent: Scope): Process {
    const { strategy, when } = termsOf(item.element);
    return strategy === undefined
      ? this.#once(item.key, item, { parent, item }, when)
      : this.#loop(item, parent);
  }

  *#loop(item: Item, parent: Scope): Process {
    const { strategy, when } = termsOf(item.element);
    if (strategy === undefined) return;
    const keys = instanceKeys(item.key, strategy);
    if (strategy.when?.text === 'false' || keys.length === 0) {
      this.ground.end(item.key, { status: 'Skipped' });
      return;
    }
    const scope = this.#open(item.key, 'loop', {
      parent,
      item,
      strategies: [],
      ...(when !== undefined && { when }),
    });
    const limit = Number(strategy.maxConcurrency?.text ?? keys.length);
    const underWay = new Map<string, Process>();
    for (let isFirst = true; ; isFirst = false) {
      let holdsBack = false;
      for (const [key, process] of underWay) if (process.next().done) underWay.delete(key);
      for (const [iteration, key] of keys.entries()) {
        if (!isFirst && !this.#mayRefill) break;
        if (underWay.has(key) || this.ground.ends.has(key) || this.ground.isHalted(scope)) continue;
        const failed = keys.some((each) => isBad(this.ground.ends.get(each)));
        if (strategy.onFailure === 'SkipQueued' && failed) break;
        if (underWay.size >= limit) break;
        holdsBack = this.ground.paused;
        if (holdsBack) break;
        const process = this.#once(key, item, { parent: scope, iteration }, when);
        if (process.next().done !== true) underWay.set(key, process);
      }
      if (underWay.size === 0 && (isFirst || this.#mayRefill) && !holdsBack) break;
      yield;
    }
    yield* this.#close(scope, keys);
  }

  /** Runs an element that is no loop, or one instance of a loop, whose condition is its own. */
  *#once(key: string, { element }: Item, place: Place, when: When | undefined): Process {
    const iteration = place.iteration ?? iterationAt(place.parent);
    if (!holds(when?.condition?.text, iteration)) {
      this.ground.end(key, { status: 'Skipped' });
      return;
    }
    if (element.kind === 'step') {
      yield* this.#step(key, element.of, place);
      return;
    }
    const scope = this.#open(key, element.kind, { ...place, ...termsOf(element), element });
    let parts = partsOf(element, key);
    yield* this.#items(parts, scope);
    while (yield* this.#runsAgain(scope)) {
      parts = partsOf(element, key);
      yield* this.#items(parts, scope);
    }
    yield* this.#close(
      scope,
      parts.map((part) => part.key),
    );
  }

  /** Everything in a group is over: whether it begins anew, once its time has come. */
  *#runsAgain(scope: Scope): Generator<undefined, boolean> {
    if (scope.restart === undefined) return false;
    this.ground.changes += 1;
    yield;
    scope.isEmpty = true;
    const mustWait = (at: number | null): boolean =>
      at !== null && (at > this.ground.now || this.ground.paused);
    while (mustWait(this.ground.restartOf(scope))) yield;
    scope.isEmpty = false;
    if (this.ground.restartOf(scope) === null) return false;
    this.ground.forget(scope);
    return true;
  }

  *#step(key: string, step: Step, { parent: scope }: Place): Process {
    if (scope === null) throw new Error(`${key} stands nowhere`);
    this.#began += 1;
    const count = { attempt: 0, automatic: 0, approvals: 0 };
    const first = (this.ground.earlier.get(key) ?? 0) + 1;
    const began = this.#began;
    this.ground.attempt({ key, step, scope, began, phase: 'queued', ...count }, first);
    while (!this.ground.ends.has(key)) yield;
  }

  #open(
    key: string,
    kind: Scope['kind'],
    {
      timeout,
      ...rest
    }: Place & Pick<Scope, 'strategies' | 'element' | 'when'> & { timeout?: number },
  ): Scope {
    this.#began += 1;
    const scope: Scope = {
      key,
      kind,
      ...rest,
      began: this.#began,
      late: false,
      undoing: false,
      restarts: 0,
      isEmpty: false,
      ...(timeout !== undefined && { deadline: this.ground.now + timeout }),
    };
    this.ground.scopes.set(key, scope);
    this.ground.changes += 1;
    return scope;
  }

  /** Everything in a scope is over: what its strategies say of its time limit, its rollback, its end. */
  *#close(scope: Scope, parts: readonly string[]): Process {
    // What begins side by side has begun before the end of any of it is noticed.
    this.ground.changes += 1;
    yield;
    const undoing = scope.element === undefined ? null : undoingOf(scope.element, scope.key);
    const begins = (): boolean => scope.undoing && undoing !== null && this.#mayUndo(scope);
    while (this.ground.paused && begins()) yield;
    const action = this.#actionAfterTimeout(scope);
    if (action === 'StageRollback' || action === 'StepGroupRollback') this.ground.undo(scope);
    if (action === 'Abort') this.ground.abort();
    const all = [...parts];
    if (scope.undoing && undoing !== null && this.#mayUndo(scope)) {
      const { key, items } = undoing;
      all.push(key);
      const rollback = this.#open(key, 'rollback', { parent: scope, strategies: [] });
      yield* this.#items(items, rollback);
      yield* this.#close(
        rollback,
        items.map((item) => item.key),
      );
    }
    // A rollback that a time limit further out has stopped is no rescue.
    const { aborted, ends } = this.ground;
    const rescue = all.length > parts.length ? null : action;
    const status = aborted ? 'Aborted' : statusOf(scope, { action: rescue, parts: all, ends });
    const halt = haltIn(scope, { spared: true });
    const undone = scope.undoing && !this.ground.aborted && halt !== 'timeout';
    this.ground.end(scope.key, { status }, undone ? { undone: true } : {});
  }

  #mayUndo = (scope: Scope): boolean =>
    !this.ground.aborted && haltIn(scope, { spared: true, undoing: true }) === null;

  #actionAfterTimeout(scope: Scope): FinalAction | null {
    if (!scope.late || scope.undoing || scope.parent === null) return null;
    if (this.ground.isHalted(scope.parent)) return null;
    const action = actionFor([], scope, ['Timeout']);
    return action === null ? null : finalOf(action);
  }
}

const isBad = (end: End | undefined): boolean => end !== undefined && !isGood(end.status);

/** The conditions that the model knows. */
function holds(condition: string | undefined, iteration: number | null): boolean {
  if (condition === undefined || condition === 'true') return true;
  const [, operator, number] = /^<\+strategy\.iteration> (==|!=) (\d+)$/.exec(condition) ?? [];
  if (operator === undefined) return false;
  return (iteration === Number(number)) === (operator === '==');
}
