import type { Identifier, Milliseconds, Position, Text } from '@reprise/core';
import type { GitSource, StepSpec, TargetSpec } from '@reprise/core/step-types';
import type { FailureStrategy } from './failure-strategy.ts';
import type { AskedInputs } from './inputs/asked-inputs.ts';
import type { NotificationRule } from './notifications/model.ts';
import type { Strategy } from './strategy-model.ts';
import type { DeploymentType, StageTarget } from './target/model.ts';

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
  /** `properties.ci.codebase`: what CI stages build. */
  readonly codebase?: GitSource;
  readonly stages: readonly StageEntry[];
  /** `flowControl.barriers`: the places at which steps meet. */
  readonly barriers?: readonly Barrier[];
  /** Whom to tell of what happens. */
  readonly notificationRules?: readonly NotificationRule[];
}

/** A place at which steps of one execution wait for each other. */
export type Barrier = Named;

/** One position of `stages`: a stage, or several side by side. */
export type StageEntry =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'parallel'; readonly stages: readonly StageEntry[]; readonly at: Position };

/** A stage, by its type. A new stage type adds a member here and a file in `stage-types`. */
export type Stage = CustomStage | ApprovalStage | DeploymentStage | PipelineStage | CiStage;
export type StageType = Stage['type'];

export interface CustomStage extends StageBase {
  readonly type: 'Custom';
}
export interface ApprovalStage extends StageBase {
  readonly type: 'Approval';
}
export interface DeploymentStage extends StageBase {
  readonly type: 'Deployment';
  readonly deploymentType: DeploymentType;
  readonly gitOpsEnabled: boolean;
}

/** Runs another pipeline. Its one step is the child: no pipeline writes it, and its spec is the stage's. */
export interface PipelineStage extends StageBase {
  readonly type: 'Pipeline';
}

/** Steps that build one thing, in a workspace of their own on one delegate. */
export interface CiStage extends StageBase {
  readonly type: 'CI';
  /** Where the steps run: on infrastructure of this kind, or where those of another stage ran. */
  readonly runsOn: CiInfrastructure | { readonly useFromStage: Identifier };
  /** Whether the codebase is cloned first: then the first of `steps` does it. */
  readonly cloneCodebase: boolean;
}

export const CI_INFRASTRUCTURES = ['cloud', 'docker', 'kubernetes', 'vm'] as const;
export type CiInfrastructure = (typeof CI_INFRASTRUCTURES)[number];

/** What stages of every type have. */
export interface StageBase extends Named, StageTarget {
  /** What its variables ask people for when its turn has come. */
  readonly asks?: AskedInputs;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly variables: readonly Variable[];
  readonly timeout?: Milliseconds;
  readonly delegateSelectors: readonly string[];
  readonly when?: When;
  readonly strategy?: Strategy;
  readonly failureStrategies?: readonly FailureStrategy[];
  /** The stages that must have ended before this one starts. Once one stage has the key, the list says no order. */
  readonly dependsOn?: readonly Identifier[];
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
  /** What its variables ask people for when its turn has come. */
  readonly asks?: AskedInputs;
  readonly variables: readonly Variable[];
  readonly delegateSelectors: readonly string[];
  readonly when?: When;
  readonly strategy?: Strategy;
  readonly failureStrategies?: readonly FailureStrategy[];
  readonly steps: readonly StepEntry[];
  readonly rollbackSteps?: readonly StepEntry[];
}

export interface Step extends Named {
  /** What its spec asks people for when its turn has come. */
  readonly asks?: AskedInputs;
  readonly description?: string;
  readonly timeout?: Milliseconds;
  readonly when?: When;
  readonly strategy?: Strategy;
  readonly failureStrategies?: readonly FailureStrategy[];
  readonly spec: StepSpec | TargetSpec;
}
