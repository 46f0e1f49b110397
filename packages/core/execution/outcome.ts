/** How attempts end, and what is done about it. */

import type { Instant } from '@reprise/core';
import type { Value } from '@reprise/core/expression';
import type { FailureType, FinalAction } from '@reprise/core/pipeline';
import type { EndStatus } from './status.ts';

/** Why a node did not end well, for the person who has to mend it. */
export interface Failure {
  readonly message: string;
  readonly types: readonly FailureType[];
  readonly exitCode?: number;
  readonly signal?: string;
}

/** How a step attempt ended. `Skipped` is not among these: a step that is skipped has no attempt. */
export type StepOutcome =
  | { readonly status: 'Success'; readonly outputs: StepOutputs }
  | { readonly status: Exclude<EndStatus, 'Success' | 'Skipped'>; readonly failure: Failure };

/** How an attempt ended that did not succeed. */
export type FailedOutcome = Exclude<StepOutcome, { readonly status: 'Success' }>;

/**
 * What a step published, shaped as expressions read it below `output`: `{ outputVariables: { NAME: value } }` of a
 * script, `{ approverInputs: { NAME: value } }` of an approval, nothing of a wait. A declared output that the step left
 * unset is absent or null.
 */
export type StepOutputs = Readonly<Record<string, Value>>;

/** Why a node was not run although its turn had come. */
export interface SkipInfo {
  readonly condition: string;
  readonly evaluated: boolean;
  readonly expressions: readonly { readonly expression: string; readonly value: Value }[];
}

/** Why a delegate is asked to stop a task. */
export type StopCause = 'abort' | 'timeout';

/** Why an attempt is being stopped before its own end. */
export type StopReason = StopCause | 'marked-failed' | 'check-overdue' | 'fail-all';

/** What a person may say about a step that waits for a decision. */
export type InterventionChoice = FinalAction | 'Retry';

/** What a person did to one node. */
export type InterruptType = 'MarkAsFailed' | 'ExpireAll' | InterventionChoice;

/** What ended a step that failed: an action that settles it, or one that begins its whole group anew. */
export type SettledBy = FinalAction | 'RetryStepGroup';

/** A new attempt is made at a moment, or people are asked what to do until one. */
export type AfterFailure =
  | { readonly action: 'Retry'; readonly at: Instant }
  | {
      readonly action: 'ManualIntervention';
      readonly deadline: Instant;
      readonly onTimeout: FinalAction;
    };

/** Values by the names of the inputs. */
export type GivenValues = Readonly<Record<string, string>>;
