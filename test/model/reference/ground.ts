import type {
  FailureAction,
  FailureType,
  FinalAction,
  RetryGroup,
  Step,
} from '@reprise/core/pipeline';
import { INTERVAL, isCheck, SCRIPT_LIMIT, verdict } from './checks.ts';
import { BEGINNINGS, type Cause, type Due, type Live, momentsOf, WHATS } from './moments.ts';
import { groupToRetry, planRestart, restartOf } from './restarts.ts';
import {
  actionFor,
  finalOf,
  groupAround,
  haltIn,
  isInRollback,
  isWithin,
  type Scope,
  stageAround,
} from './scope.ts';
import type { End, Outcome, Status } from './words.ts';

/** What a step is given to do, if that is a script; null when it speaks of what does not exist. */
type ScriptOf = (step: Step) => string | null | undefined;

const PATIENCE = 60_000;
const DAY = 86_400_000;

/** What happens at once when something is said of a step: its attempts, its strategies, and what those do to others. */
export class Ground {
  now = 0;
  aborted = false;
  paused = false;
  /** Counts what happened, to see when nothing does. */
  changes = 0;
  readonly live = new Map<string, Live>();
  readonly scopes = new Map<string, Scope>();
  readonly ends = new Map<string, End>();
  /** The number of a step's last attempt before its group was run again. */
  readonly earlier = new Map<string, number>();
  readonly execution: string;
  readonly #scriptOf: ScriptOf;

  constructor(execution: string, scriptOf: ScriptOf) {
    this.execution = execution;
    this.#scriptOf = scriptOf;
  }

  isHalted(scope: Scope | null): boolean {
    return this.aborted || haltIn(scope, { spared: false }) !== null;
  }

  end(key: string, outcome: Outcome, extra: Partial<End> = {}): void {
    this.changes += 1;
    this.live.delete(key);
    this.scopes.delete(key);
    this.ends.set(key, { attempts: 0, ...outcome, ...extra, origin: this.execution });
  }

  attempt(live: Live, number: number): void {
    const { step, key } = live;
    const { spec } = step;
    this.changes += 1;
    const isScript = spec.type === 'ShellScript' || isCheck(step);
    const timeout = step.timeout ?? (isApproval(step) ? DAY : undefined);
    const script = this.#scriptOf(step);
    Object.assign(live, {
      attempt: number,
      approvals: 0,
      until: undefined,
      phase: isScript ? 'queued' : 'waiting',
      overAt: spec.type === 'Wait' ? this.now + spec.duration : undefined,
      deadline: timeout === undefined ? undefined : this.now + timeout,
    } satisfies Partial<Live>);
    if (typeof script === 'string') live.script = script;
    this.live.set(key, live);
    if (script === null) this.over(live, { status: 'Failed', types: ['ConfigurationFailure'] });
  }

  taken(live: Live): void {
    live.phase = 'held';
    live.overdueAt = isCheck(live.step) ? this.now + SCRIPT_LIMIT : undefined;
  }

  /** A task is over, and with it its attempt; unless it was a check that says neither yes nor no. */
  taskOver(live: Live, outcome: Outcome): void {
    const stops = live.phase === 'stopping' && !isOverdue(live);
    const said = isCheck(live.step) ? verdict(outcome) : outcome;
    if (stops && outcome.status !== 'Success') this.over(live, outcome);
    else if (said !== null) this.over(live, said);
    else if (stops) this.over(live, stopped(live.cause ?? 'abort'));
    else {
      this.changes += 1;
      Object.assign(live, { phase: 'resting', until: this.now + INTERVAL } satisfies Partial<Live>);
    }
  }

  /** An attempt is over: of a bad end the strategies decide, where anything may still begin. */
  over(live: Live, outcome: Outcome): void {
    const types = outcome.types ?? [];
    const bad = outcome.status !== 'Success' && outcome.status !== 'IgnoreFailed';
    const action =
      bad && !this.isHalted(live.scope)
        ? actionFor(live.step.failureStrategies ?? [], live.scope, types)
        : null;
    if (action === null) this.end(live.key, outcome, { attempts: live.attempt });
    else this.#act(live, outcome, action);
  }

  #act(live: Live, failed: Outcome, action: FailureAction): void {
    this.changes += 1;
    if (action.type === 'RetryStepGroup') {
      this.#retryGroup(live, failed, action);
      return;
    }
    if (action.type === 'Retry') {
      if (live.automatic >= action.retryCount) {
        this.#act(live, failed, action.onRetryFailure);
        return;
      }
      const interval = action.retryIntervals[live.automatic] ?? action.retryIntervals.at(-1) ?? 0;
      const until = this.now + interval;
      const { attempt, automatic } = live;
      Object.assign(live, {
        phase: 'delayed',
        failed,
        until,
        attempt: attempt + 1,
        automatic: automatic + 1,
      } satisfies Partial<Live>);
    } else if (action.type === 'ManualIntervention') {
      const { onTimeout, timeout } = action;
      const until = this.now + timeout;
      Object.assign(live, {
        phase: 'undecided',
        failed,
        until,
        onTimeout,
      } satisfies Partial<Live>);
    } else this.settle(live, finalOf(action), failed);
  }

  /** What a delegate runs in the group goes on to its end; what waits, for whatever it is, is over. */
  #retryGroup(live: Live, failed: Outcome, action: RetryGroup): void {
    const group = groupToRetry(live.scope);
    if (group === null || !planRestart(group, action, this.now)) {
      this.#act(live, failed, action.onRetryFailure);
      return;
    }
    this.end(live.key, failed, { attempts: live.attempt });
    for (const each of this.#liveIn(group)) {
      if (each.phase === 'held' || each.phase === 'stopping') continue;
      this.end(each.key, each.failed ?? { status: 'Failed' }, { attempts: each.attempt });
    }
  }

  /** All in a group is as if it had never begun. */
  forget(group: Scope): void {
    this.changes += 1;
    group.restart = undefined;
    group.restarts += 1;
    for (const [key, { attempts }] of this.ends) {
      if (!key.startsWith(`${group.key}.`)) continue;
      this.ends.delete(key);
      if (attempts > 0) this.earlier.set(key, attempts);
    }
  }

  /** From when on a group may be run again; null when it is not to be. */
  restartOf = (scope: Scope): number | null => (this.aborted ? null : restartOf(scope));

  /** A failed step ends as was decided. */
  settle(live: Live, action: FinalAction, failed: Outcome): void {
    this.end(live.key, { status: settled(action, failed) }, { attempts: live.attempt });
    if (action === 'Abort') this.abort();
    if (isInRollback(live.scope)) return;
    if (action === 'StageRollback') this.undo(stageAround(live.scope), failed);
    if (action === 'StepGroupRollback') this.undo(groupAround(live.scope));
  }

  /** What waits in it to be tried again, or for a decision, has failed; the rest goes on to its end. */
  undo(scope: Scope, failed?: Outcome): void {
    if (scope.undoing) return;
    scope.undoing = true;
    const isMarked = scope.isMarked ?? scope.parent?.isMarked;
    if (isMarked && failed?.types?.includes('UserMarkedFailure')) scope.afterOthers = true;
    this.changes += 1;
    for (const live of this.#liveIn(scope)) {
      const waits = live.phase === 'delayed' || live.phase === 'undecided';
      if (waits && live.failed !== undefined) {
        this.end(live.key, live.failed, { attempts: live.attempt });
      }
    }
  }

  /** Whether any stage runs, but for those that wait until none does. */
  stagesRun = (): boolean =>
    [...this.scopes.values()].some(({ kind, afterOthers }) => kind === 'stage' && !afterOthers);

  abort(): void {
    this.aborted = true;
    this.changes += 1;
    for (const live of this.#inOrder()) this.#stop(live, 'abort');
  }

  /** What is held by a delegate is asked to stop; the rest is over. */
  #stop(live: Live, cause: 'abort' | 'timeout'): void {
    if (live.phase === 'held' || isOverdue(live)) this.#ask(live, cause);
    else if (live.phase !== 'stopping') {
      this.end(live.key, stopped(cause), { attempts: live.attempt });
    }
  }

  #ask(live: Live, cause: Cause): void {
    this.changes += 1;
    Object.assign(live, { phase: 'stopping', cause, until: this.now + PATIENCE });
  }

  /** Its own time has run out, or that of one check, or somebody calls it failed. */
  interrupt(live: Live, cause: Exclude<Cause, 'abort'>): void {
    if (live.phase === 'held' || isOverdue(live)) this.#ask(live, cause);
    else if (live.phase === 'undecided') this.settle(live, 'MarkAsFailure', this.#failureOf(live));
    else if (live.phase !== 'stopping') this.over(live, stopped(cause));
  }

  mark(key: string): void {
    const scope = this.scopes.get(key);
    if (scope?.kind === 'stage' || scope?.kind === 'loop') scope.isMarked = true;
    for (const live of this.#inOrder()) {
      const meant = live.key === key || (scope !== undefined && isWithin(live.scope, scope));
      if (meant && this.live.has(live.key)) this.interrupt(live, 'marked');
    }
    for (const each of this.scopes.values()) {
      if (scope === undefined || !isWithin(each, scope) || this.restartOf(each) === null) continue;
      if (each.restart !== undefined) each.restart.isDropped = true;
      this.changes += 1;
    }
  }

  /** The delegate of a step that was being stopped has nothing more to say. */
  stopConfirmed(live: Live): void {
    this.taskOver(live, stopped(live.cause ?? 'abort'));
  }

  decide(live: Live, choice: FinalAction | 'Retry'): void {
    const attempt = live.attempt + 1;
    if (choice === 'Retry' && this.paused) {
      this.changes += 1;
      Object.assign(live, { phase: 'delayed', attempt, until: this.now } satisfies Partial<Live>);
    } else if (choice === 'Retry') this.attempt(live, attempt);
    else this.settle(live, choice, this.#failureOf(live));
  }

  #failureOf({ key, failed }: Live): Outcome {
    if (failed === undefined) throw new Error(`${key} waits for a decision about nothing`);
    return failed;
  }

  #liveIn = (scope: Scope): readonly Live[] =>
    this.#inOrder().filter((live) => isWithin(live.scope, scope));

  #inOrder(): readonly Live[] {
    return [...this.live.values()].toSorted((one, other) => one.began - other.began);
  }

  /** Time has come to here: first all that ends, in the order in which it was due, a good end before a bad one. */
  pass(now: number): void {
    this.now = now;
    const due = [...this.dues()].filter(({ at }) => at <= now);
    const late = (what: Due['what']): number => (BEGINNINGS.includes(what) ? 1 : 0);
    due.sort(
      (one, other) =>
        late(one.what) - late(other.what) ||
        one.at - other.at ||
        WHATS.indexOf(one.what) - WHATS.indexOf(other.what) ||
        one.began - other.began,
    );
    for (const each of due) this.#happen(each);
  }

  /** What time brings. While there is a pause it begins nothing. */
  *dues(): Generator<Due> {
    for (const due of this.#allDues()) {
      if (!this.paused || !BEGINNINGS.includes(due.what)) yield due;
    }
  }

  *#allDues(): Generator<Due> {
    for (const scope of this.scopes.values()) {
      const { deadline, key, began } = scope;
      if (deadline !== undefined && this.#mayBeLate(scope)) {
        yield { at: deadline, key, what: 'scope late', began };
      }
      const at = scope.isEmpty ? this.restartOf(scope) : null;
      if (at !== null) yield { at, key, what: 'group again', began };
    }
    for (const live of this.live.values()) {
      const { key, began } = live;
      for (const { at, what } of momentsOf(live)) yield { at, key, what, began };
    }
  }

  /** The time of all that is in a scope has run out, or somebody says so. */
  expire(scope: Scope): void {
    scope.late = true;
    this.changes += 1;
    for (const each of this.#liveIn(scope)) this.#stop(each, 'timeout');
  }

  /** What was due to be tried again during the pause is. */
  resume(): void {
    this.paused = false;
    this.changes += 1;
    for (const live of this.#inOrder()) {
      const { phase, until, attempt } = live;
      if (phase === 'delayed' && until !== undefined && until <= this.now) {
        this.attempt(live, attempt);
      }
    }
  }

  #mayBeLate = (scope: Scope): boolean => !scope.undoing && !this.isHalted(scope) && !this.aborted;

  #happen({ key, what }: Due): void {
    const live = this.live.get(key);
    const scope = this.scopes.get(key);
    if (what === 'scope late') {
      if (scope === undefined || !this.#mayBeLate(scope)) return;
      this.expire(scope);
      return;
    }
    if (live === undefined) return;
    if (![...momentsOf(live)].some((moment) => moment.what === what)) return;
    if (what === 'waited') this.over(live, { status: 'Success' });
    if (what === 'late') this.interrupt(live, 'timeout');
    if (what === 'unanswered') this.settle(live, live.onTimeout ?? 'Abort', this.#failureOf(live));
    if (what === 'unstopped') this.stopConfirmed(live);
    if (what === 'overdue') this.interrupt(live, 'overdue');
    if (what === 'check') this.#checkAgain(live);
    if (what === 'again') this.attempt(live, live.attempt);
  }

  /** The clock of the step goes on. */
  #checkAgain(live: Live): void {
    const attempt = live.attempt + 1;
    this.changes += 1;
    Object.assign(live, { attempt, phase: 'queued', until: undefined } satisfies Partial<Live>);
  }
}

function settled(action: FinalAction, failed: Outcome): Status {
  if (action === 'Ignore') return 'IgnoreFailed';
  if (action === 'MarkAsSuccess') return 'Success';
  return action === 'MarkAsFailure' ? 'Failed' : failed.status;
}

const STOPPED = {
  abort: { status: 'Aborted', types: [] },
  timeout: { status: 'Expired', types: ['Timeout'] },
  overdue: { status: 'Failed', types: ['Timeout'] },
  marked: { status: 'Failed', types: ['UserMarkedFailure'] },
} as const satisfies Readonly<
  Record<Cause, { readonly status: Status; readonly types: readonly FailureType[] }>
>;

/** Whether only a check is being stopped, and not its step. */
const isOverdue = ({ phase, cause }: Live): boolean => phase === 'stopping' && cause === 'overdue';

const isApproval = (step: Step): boolean => step.spec.type === 'HarnessApproval' || isCheck(step);

/** How a step ends that was stopped. */
const stopped = (cause: Cause): Outcome => STOPPED[cause];
