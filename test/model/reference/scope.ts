import type { FailureAction, FailureType, FinalAction, When } from '@reprise/core/pipeline';
import { type Element, type Item, type Terms, undoingOf } from './elements.ts';

/** The pipeline, or a stage, group, loop or rollback in it, while it runs. */
export interface Scope {
  readonly key: string;
  readonly kind: 'pipeline' | 'stage' | 'group' | 'loop' | 'rollback';
  readonly parent: Scope | null;
  /** Its place among its siblings; an instance of a loop has none. */
  readonly item?: Item;
  readonly element?: Element;
  readonly when?: When;
  /** The number of the instance, for what is one. */
  readonly iteration?: number;
  readonly strategies: Terms['strategies'];
  readonly deadline?: number;
  /** When it began, among all that did. */
  readonly began: number;
  late: boolean;
  undoing: boolean;
  /** Of a stage, or a looped one: a person has marked it as failed. */
  isMarked?: true;
  /** Of a stage that is undone for that: once no other stage runs that is not. */
  afterOthers?: true;
  /** Of a group that is to be run again. */
  restart?: { readonly at: number; isDropped: boolean } | undefined;
  restarts: number;
  /** Whether it is empty, and only waits for its time to be run again. */
  isEmpty: boolean;
}

export type Halt = 'timeout' | 'rollback' | 'restart';

interface Way {
  /** Whether one comes from what undoes the nearest scope, or is that scope itself. */
  readonly spared: boolean;
  readonly undoing?: boolean;
}

/**
 * Why nothing begins any more in a scope. What is undone begins nothing but its rollback; that goes on whatever its own
 * time limit, and a rollback further out, say. What is to be run again is to be empty first; all else counts before that.
 */
export function haltIn(scope: Scope | null, { spared, undoing = false }: Way): Halt | null {
  if (scope === null) return null;
  const free = scope.undoing && spared;
  if (scope.late && !free) return 'timeout';
  if (scope.undoing && !free && !undoing) return 'rollback';
  const isRollback = scope.kind === 'rollback';
  const around = haltIn(scope.parent, { spared: isRollback, undoing: undoing || isRollback });
  const empties = scope.restart !== undefined && !spared && !undoing;
  return around ?? (empties ? 'restart' : null);
}

export const isInRollback = (scope: Scope | null): boolean =>
  scope !== null && (scope.kind === 'rollback' || isInRollback(scope.parent));

export const isWithin = (scope: Scope | null, outer: Scope): boolean =>
  scope !== null && (scope === outer || isWithin(scope.parent, outer));

/** The first entry that matches: of the element itself, then of what is around it, up to a rollback. */
export function actionFor(
  own: Terms['strategies'],
  scope: Scope | null,
  types: readonly FailureType[],
): FailureAction | null {
  const entry = own.find(({ errors }) =>
    errors.some((error) => error === 'AllErrors' || types.includes(error)),
  );
  if (entry !== undefined) return entry.action;
  if (scope === null || scope.kind === 'rollback') return null;
  return actionFor(scope.strategies, scope.parent, types);
}

export const stageAround = (scope: Scope): Scope =>
  scope.kind === 'stage' || scope.parent === null ? scope : stageAround(scope.parent);

/** The innermost group that can undo itself; else the innermost group; else the stage. */
export function groupAround(scope: Scope): Scope {
  const groups: Scope[] = [];
  for (let at: Scope | null = scope; at !== null && at.kind !== 'stage'; at = at.parent) {
    if (at.kind === 'group') groups.push(at);
  }
  const able = groups.find(({ element, key }) => element && undoingOf(element, key) !== null);
  return able ?? groups[0] ?? stageAround(scope);
}

/** The number of the nearest loop's instance. */
export const iterationAt = (scope: Scope | null): number | null =>
  scope === null ? null : (scope.iteration ?? iterationAt(scope.parent));

/** What an action comes to where there is nothing to try again, and nobody to ask. Two actions the model does not know. */
export function finalOf(action: FailureAction): FinalAction {
  if (action.type === 'Retry' || action.type === 'RetryStepGroup')
    return finalOf(action.onRetryFailure);
  if (action.type === 'ManualIntervention') return action.onTimeout;
  if (action.type === 'ProceedWithDefaultValues' || action.type === 'PipelineRollback') {
    throw new Error(`the model knows no ${action.type}`);
  }
  return action.type;
}
