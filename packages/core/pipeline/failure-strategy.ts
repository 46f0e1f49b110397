import type { Milliseconds, Position, Text } from '@reprise/core';

/** What a failure is classed as: Harness's failure types, as its YAML spells them. */
export const FAILURE_TYPES = [
  'Unknown',
  'Authentication',
  'Connectivity',
  'Timeout',
  'Authorization',
  'Verification',
  'DelegateProvisioning',
  'PolicyEvaluationFailure',
  'InputTimeoutError',
  'ApprovalRejection',
  'DelegateRestart',
  'UserMarkedFailure',
  'InfrastructureFailure',
  'PluginImageFailure',
  'ResourceLimitsFailure',
  'ConfigurationFailure',
  'RetryableTransientFailure',
] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];

/** Actions that settle a failed step there and then. */
export const FINAL_ACTIONS = [
  'Ignore',
  'MarkAsSuccess',
  'MarkAsFailure',
  'Abort',
  'StageRollback',
  'StepGroupRollback',
  'PipelineRollback',
] as const;
export type FinalAction = (typeof FINAL_ACTIONS)[number];

/** One entry of `failureStrategies`: what is done about failures of these types. */
export interface FailureStrategy {
  readonly errors: readonly (FailureType | 'AllErrors')[];
  readonly action: FailureAction;
  readonly at: Position;
}

export type FailureAction = Settle | RetryStep | RetryGroup | AskPeople | UseDefaults;

export interface Settle {
  readonly type: FinalAction;
  /** Of a `PipelineRollback`: the stages beside the failed one are stopped and undone, not waited for. */
  readonly failAll?: true;
}

/** When nobody has given the inputs that were asked for in time, their defaults are used; no other failure is helped by it. */
export interface UseDefaults {
  readonly type: 'ProceedWithDefaultValues';
}

export interface RetryStep {
  readonly type: 'Retry';
  /** How many times the step is tried again at most. */
  readonly retryCount: number;
  /** How long each new try is waited for; the last one repeats. Never empty. */
  readonly retryIntervals: readonly Milliseconds[];
  /** An expression as a whole; the step is tried again only while it is true. */
  readonly condition?: Text;
  readonly onRetryFailure: Settle | AskPeople;
}

/** The innermost step group around the failed step begins anew, with everything in it. */
export interface RetryGroup {
  readonly type: 'RetryStepGroup';
  /** How many times the group is run again at most. */
  readonly retryCount: number;
  /** How long each new try is waited for; the last one repeats. Never empty. */
  readonly retryIntervals: readonly Milliseconds[];
  readonly onRetryFailure: Settle | AskPeople;
}

export interface AskPeople {
  readonly type: 'ManualIntervention';
  readonly timeout: Milliseconds;
  /** What is done when nobody has decided in time. */
  readonly onTimeout: FinalAction;
}
