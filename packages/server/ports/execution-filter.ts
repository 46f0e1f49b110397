import type { Scope } from '@reprise/core';
import type { Status } from '@reprise/core/execution';

/** Which executions of a project are listed. What is left out lets all through; all that is there must hold. */
export interface ExecutionFilter {
  readonly scope: Scope;
  readonly pipelineIds?: readonly string[];
  readonly statuses?: readonly Status[];
  /** Matches in the pipeline's name or identifier, or the execution's id; no case. */
  readonly search?: string;
  /** Only the newest of each retry chain. */
  readonly newestOnly: boolean;
  readonly ids?: readonly string[];
  /** The ids of those who began it. */
  readonly startedBy?: readonly string[];
  /** Any of these deployed, or deployed to. */
  readonly services?: readonly string[];
  readonly environments?: readonly string[];
  readonly created?: TimeRange;
  readonly started?: TimeRange;
  /** What has not ended is in none. */
  readonly ended?: TimeRange;
  /** From start to end, in milliseconds: one of these. What has not ended is in none. */
  readonly durations?: readonly TimeRange[];
  readonly conditions?: readonly IdCondition[];
  /** One of each list. */
  readonly tags?: readonly (readonly TagChoice[])[];
}

/** A part of time, both ends included; absent ones are open. */
export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}

/** The ids of an execution, of which services and environments may be many, and who began it may have none. */
export const CONDITION_SUBJECTS = [
  'execution',
  'pipeline',
  'startedBy',
  'service',
  'environment',
] as const;
export type ConditionSubject = (typeof CONDITION_SUBJECTS)[number];

/** That one of its ids of this kind is, or holds, one of these values; or, negated, that none does. */
export interface IdCondition {
  readonly of: ConditionSubject;
  /** `contains` looks in no case. */
  readonly by: 'equals' | 'contains';
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** A tag with this value, or with any. */
export interface TagChoice {
  readonly name: string;
  readonly value?: string;
}
