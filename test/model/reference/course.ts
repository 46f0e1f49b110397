import type { FinalAction, Step, When } from '@reprise/core/pipeline';
import { type Item, partsOf, termsOf, undoingOf } from './elements.ts';
import { statusOf } from './endings.ts';
import type { Ground } from './ground.ts';
import { instanceKeys } from './instances.ts';
import { Passage } from './passage.ts';
import { actionFor, finalOf, haltIn, isInRollback, iterationAt, type Scope } from './scope.ts';
import { type End, hasTurn, isGood } from './words.ts';

/** Something under way: resumed again and again until it is over. */
type Process = Generator<undefined, void>;

interface Place {
  readonly parent: Scope | null;
  readonly item?: Item;
  readonly iteration?: number;
}

/** How a pipeline runs, as plain recursion: its stages, what is in them, the rounds of loops, what undoes them. */
export class Course {
  readonly ground: Ground;
  readonly #passage: Passage;
  readonly #root: Process;
  #began = 0;
  #mayRefill = false;
  /** Whether a stage that does not run now will not run before something happens. */
  #othersAreOver = false;
  /** Whether a pause keeps something from its turn, of what was looked at last. */
  #holdsBack = false;

  constructor(ground: Ground, stages: readonly Item[], timeout: number | undefined) {
    this.ground = ground;
    this.#passage = new Passage(ground);
    this.#root = this.#pipeline(stages, timeout);
  }

  /**
   * Resumes all that is under way until nothing changes any more. Loops begin more only once all else is done, and what
   * waits for the stages beside it goes on only when no loop has begun more of them.
   */
  settle(): void {
    let before: number;
    do {
      this.#exhaust();
      before = this.ground.changes;
      this.#mayRefill = true;
      this.#root.next();
      this.#mayRefill = false;
      if (before !== this.ground.changes) continue;
      this.#othersAreOver = true;
      this.#root.next();
      this.#othersAreOver = false;
    } while (before !== this.ground.changes);
  }

  #exhaust(): void {
    for (let before = -1; before !== this.ground.changes; ) {
      before = this.ground.changes;
      this.#root.next();
    }
  }

  *#pipeline(stages: readonly Item[], timeout: number | undefined): Process {
    const scope = this.#open('pipeline', 'pipeline', {
      parent: null,
      strategies: [],
      ...(timeout !== undefined && { timeout }),
    });
    yield* this.#items(stages, scope);
    yield* this.#close(
      scope,
      stages.map(({ key }) => key),
    );
  }

  /** Runs what stands in a scope: each once all it stands after is behind it. Over when nothing is under way. */
  *#items(items: readonly Item[], scope: Scope): Process {
    const underWay = new Map<Item, Process>();
    for (;;) {
      // What is set free by one another's end begins a turn later: after all that was free already.
      const free = items.filter(this.#passage.isFree);
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
    if (this.#passage.isPast(item)) return false;
    const end = this.ground.ends.get(item.key);
    const process = underWay.get(item);
    if (process !== undefined) {
      if (process.next().done !== true) return false;
      underWay.delete(item);
      this.#passage.leave(item);
      return true;
    }
    if (end !== undefined) {
      this.#passage.leave(item);
      return true;
    }
    return this.#takeTurn(item, scope, underWay);
  }

  #takeTurn(item: Item, scope: Scope, underWay: Map<Item, Process>): boolean {
    if (this.ground.isHalted(scope)) return false;
    const past = this.#passage.before(item, scope);
    const { when } = termsOf(item.element);
    if (!hasTurn(when, past)) {
      this.#passage.passOver(item, past);
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
    this.#passage.leave(item);
    return true;
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
    while (begins() && (this.ground.paused || this.#waitsForOthers(scope))) yield;
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

  #waitsForOthers = (scope: Scope): boolean =>
    scope.afterOthers === true && (!this.#othersAreOver || this.ground.stagesRun());

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
