import type {
  FailureAction,
  FailureStrategy,
  FailureType,
  FinalAction,
  Settle,
} from '@reprise/core/pipeline';
import { isRollback, nodeOf, type Plan, type PlanNode } from '@reprise/core/plan';

/**
 * What is to be done about a failure of `node`: the first entry that matches, of its own strategies, else of those of
 * the groups around it from the inside out, else of its stage's. The stage's strategies are not asked about what fails
 * while it is undone.
 */
export function actionFor(
  plan: Plan,
  node: PlanNode,
  types: readonly FailureType[],
): FailureAction | null {
  let at = node;
  while (at.parent !== null && !isRollback(at)) {
    const matching = strategiesOf(at).find((strategy) => matches(strategy, types));
    if (matching !== undefined) return matching.action;
    at = nodeOf(plan, at.parent);
  }
  return null;
}

/** What an action comes to where there is no step to try again, and nobody to ask. */
export function finalActionOf(action: FailureAction): FinalAction {
  return settlingOf(action).type;
}

/** The same with all that is said of it. */
export function settlingOf(action: FailureAction): Settle {
  if (action.type === 'Retry' || action.type === 'RetryStepGroup')
    return settlingOf(action.onRetryFailure);
  if (action.type === 'ProceedWithDefaultValues') return { type: 'MarkAsFailure' };
  return action.type === 'ManualIntervention' ? { type: action.onTimeout } : action;
}

function strategiesOf(node: PlanNode): readonly FailureStrategy[] {
  switch (node.kind) {
    case 'pipeline':
    // The strategies of a looped element are each instance's own.
    case 'strategy':
      return [];
    case 'stage':
      return node.stage.failureStrategies ?? [];
    case 'group':
      return node.group.failureStrategies ?? [];
    case 'step':
      return node.step.failureStrategies ?? [];
  }
}

const matches = ({ errors }: FailureStrategy, types: readonly FailureType[]): boolean =>
  errors.some((error) => error === 'AllErrors' || types.includes(error));
