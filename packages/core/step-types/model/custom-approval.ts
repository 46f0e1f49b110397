import type { Milliseconds } from '@reprise/core';
import type { Criteria, CriteriaSpec } from './criteria.ts';
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

/** How the checks of an approval follow each other, and what they say. */
export interface ApprovalChecks {
  readonly interval: Milliseconds;
  /** How long one of them may take. */
  readonly limit: Milliseconds;
  readonly approval: Criteria;
  readonly rejection?: Criteria;
  /** Outputs that are secrets: the criteria do not see them. */
  readonly secrets?: readonly string[];
}
