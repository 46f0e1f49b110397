import type { Instant } from '@reprise/core';
import { type ExecutionState, lookupFor } from '@reprise/core/execution';
import { evaluateText, type Value } from '@reprise/core/expression';
import { stagesOf } from '@reprise/core/plan';
import type { PastValue } from '@reprise/core/selection';

/**
 * What an execution knows of the expressions that ask its stages. A stage that did not end, and one that only a run
 * can name, tell nothing (I12); a secret stays a reference (I10).
 */
export const pastValuesOf =
  (state: ExecutionState, now: Instant): PastValue =>
  ({ expression, stage }): Value | undefined => {
    const ended = stagesOf(state.plan).some(
      ({ key, identifier }) => identifier === stage && state.nodes.get(key)?.phase === 'ended',
    );
    if (!ended) return undefined;
    const evaluated = evaluateText(expression, lookupFor(state, state.plan.root, now));
    return evaluated.ok && evaluated.value.value !== null ? evaluated.value.value : undefined;
  };
