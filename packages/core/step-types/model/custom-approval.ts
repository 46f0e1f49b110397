import type { Milliseconds, Text } from '@reprise/core';
import type { DeferredText } from '@reprise/core/expression';
import type { ScriptSpec } from './script.ts';

/** A script, run again and again until what it publishes says yes or no. */
export interface CustomApprovalSpec {
  readonly type: 'CustomApproval';
  readonly check: ScriptSpec;
  /** How long after a check the next one begins. */
  readonly retryInterval: Milliseconds;
  /** How long one check may take. */
  readonly scriptTimeout: Milliseconds;
  readonly approval: CriteriaSpec;
  readonly rejection?: CriteriaSpec;
}

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

/** How the checks of an approval follow each other, and what they say. */
export interface ApprovalChecks {
  readonly interval: Milliseconds;
  /** How long one of them may take. */
  readonly limit: Milliseconds;
  readonly approval: Criteria;
  readonly rejection?: Criteria;
}

/** `CriteriaSpec` with all values but those of the output variables. */
export type Criteria =
  | { readonly kind: 'condition'; readonly condition: DeferredText }
  | {
      readonly kind: 'comparisons';
      readonly match: 'any' | 'all';
      readonly comparisons: readonly Comparison<string>[];
    };
