import type { Text } from '@reprise/core';
import type { DeferredText } from '@reprise/core/expression';

/** When a script says yes, or no: a condition that reads `output`, or comparisons of its output variables. */
export type CriteriaSpec =
  | { readonly kind: 'condition'; readonly condition: Text }
  | {
      readonly kind: 'comparisons';
      readonly match: 'any' | 'all';
      readonly comparisons: readonly Comparison<Text>[];
    };

export const OPERATORS = ['equals', 'not equals', 'in', 'not in'] as const;

/** What an output variable is compared with: one text, or for `in` and `not in` several with commas between them. */
export interface Comparison<Value> {
  readonly key: string;
  readonly operator: (typeof OPERATORS)[number];
  readonly value: Value;
}

/** `CriteriaSpec` with all values but those of the output variables. */
export type Criteria =
  | { readonly kind: 'condition'; readonly condition: DeferredText }
  | {
      readonly kind: 'comparisons';
      readonly match: 'any' | 'all';
      readonly comparisons: readonly Comparison<string>[];
    };
