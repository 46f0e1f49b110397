import type { Identifier, Milliseconds, Position, Text } from '@reprise/core';
import type { StepSpec } from '@reprise/core/step-types';
import type { FailureStrategy } from './failure-strategy.ts';
import type { Strategy } from './strategy-model.ts';

/** `variables[]` of a pipeline, stage or group. The value may hold expressions. */
export interface Variable {
  readonly name: string;
  readonly type: 'String' | 'Number' | 'Secret';
  readonly description?: string;
  readonly required: boolean;
  readonly value: Text;
  readonly at: Position;
}

/** Broad status of `when`: what must have happened before. */
export type WhenStatus = 'Success' | 'Failure' | 'All';

export interface When {
  readonly status: WhenStatus;
  /** An expression as a whole, with or without `<+ … >` around it: see `evaluateCondition`. */
  readonly condition?: Text;
  readonly at: Position;
}

interface Named {
  readonly identifier: Identifier;
  readonly name: string;
  readonly at: Position;
}

export interface Pipeline extends Named {
  readonly description?: string;
  readonly orgIdentifier?: Identifier;
  readonly projectIdentifier?: Identifier;
  readonly tags: Readonly<Record<string, string>>;
  readonly variables: readonly Variable[];
  readonly timeout?: Milliseconds;
  readonly delegateSelectors: readonly string[];
  readonly allowStageExecutions: boolean;
  readonly stages: readonly StageEntry[];
  /** `flowControl.barriers`: the places at which steps meet. */
  readonly barriers?: readonly Barrier[];
}

/** A place at which steps of one execution wait for each other. */
export type Barrier = Named;

/** One position of `stages`: a stage, or several side by side. */
export type StageEntry =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'parallel'; readonly stages: readonly StageEntry[]; readonly at: Position };

/** A stage, by its type. A new stage type adds a member here and a file in `stage-types`. */
export type Stage = CustomStage | ApprovalStage;
export type StageType = Stage['type'];

export interface CustomStage extends StageBase {
  readonly type: 'Custom';
}
export interface ApprovalStage extends StageBase {
  readonly type: 'Approval';
}

/** What stages of every type have. */
export interface StageBase extends Named {
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly variables: readonly Variable[];
  readonly timeout?: Milliseconds;
  readonly delegateSelectors: readonly string[];
  readonly when?: When;
  readonly strategy?: Strategy;
  readonly failureStrategies?: readonly FailureStrategy[];
  readonly steps: readonly StepEntry[];
  /** What undoes the steps, in the order in which it runs. */
  readonly rollbackSteps?: readonly StepEntry[];
}

/** One position of a list of steps. */
export type StepEntry =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'group'; readonly group: StepGroup }
  | { readonly kind: 'parallel'; readonly steps: readonly StepEntry[]; readonly at: Position };

export interface StepGroup extends Named {
  readonly variables: readonly Variable[];
  readonly delegateSelectors: readonly string[];
  readonly when?: When;
  readonly strategy?: Strategy;
  readonly failureStrategies?: readonly FailureStrategy[];
  readonly steps: readonly StepEntry[];
  readonly rollbackSteps?: readonly StepEntry[];
}

export interface Step extends Named {
  readonly description?: string;
  readonly timeout?: Milliseconds;
  readonly when?: When;
  readonly strategy?: Strategy;
  readonly failureStrategies?: readonly FailureStrategy[];
  readonly spec: StepSpec;
}
