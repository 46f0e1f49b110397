import {
  type AskPeople,
  type FailureAction,
  type FailureStrategy,
  FINAL_ACTIONS,
  type FinalAction,
  type RetryGroup,
  type RetryStep,
} from '@reprise/core/pipeline';
import * as fc from 'fast-check';
import { askPeople, onFailure, retryUpTo } from './pipelines.ts';

/** Random failure strategies; only inside of a group, or on one, may they roll a group back or run it again. */
export function anyStrategies(inGroup: boolean): fc.Arbitrary<readonly FailureStrategy[]> {
  // What undoes a whole pipeline has tests of its own: the oracle does not know it.
  const able = FINAL_ACTIONS.filter((action) => action !== 'PipelineRollback');
  const finals = able.filter((action) => inGroup || action !== 'StepGroupRollback');
  const final: fc.Arbitrary<FinalAction> = fc.constantFrom(...finals);
  const ask: fc.Arbitrary<AskPeople> = fc
    .tuple(final, fc.integer({ min: 1, max: 5000 }))
    .map(([onTimeout, timeout]) => askPeople(onTimeout, timeout));
  const retry: fc.Arbitrary<RetryStep> = fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.oneof(final, ask),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 3 }),
    )
    .map(([count, last, intervals]) => retryUpTo(count, last, { intervals }));
  const retryGroup: fc.Arbitrary<RetryGroup> = retry.map(
    ({ retryCount, retryIntervals, onRetryFailure }) => ({
      type: 'RetryStepGroup',
      retryCount: Math.min(2, retryCount),
      retryIntervals,
      onRetryFailure,
    }),
  );
  const action: fc.Arbitrary<FailureAction> = fc.oneof(
    { weight: 3, arbitrary: final.map((type) => ({ type })) },
    { weight: 3, arbitrary: retry },
    { weight: inGroup ? 8 : 0, arbitrary: retryGroup },
    { weight: 2, arbitrary: ask },
  );
  const errors = fc.oneof(
    { weight: 3, arbitrary: fc.constant<FailureStrategy['errors']>(['AllErrors']) },
    { weight: 1, arbitrary: fc.constant<FailureStrategy['errors']>(['Timeout']) },
    {
      weight: 1,
      arbitrary: fc.constant<FailureStrategy['errors']>(['Unknown', 'DelegateRestart']),
    },
  );
  return fc.array(
    fc.tuple(errors, action).map(([on, what]) => onFailure(what, ...on)),
    { minLength: 1, maxLength: 2 },
  );
}
