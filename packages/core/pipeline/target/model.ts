import type { Identifier, Position, Text } from '@reprise/core';
import type { TargetPart } from '@reprise/core/step-types';

/** What a stage deploys, where to, and how it gets there: its service, environment and infrastructure. */
export interface StageTarget {
  readonly service?: TargetUse;
  readonly environment?: TargetUse;
  readonly infrastructure?: TargetUse;
  /** It goes to each infrastructure of its environment: which those are is known when the loop over them begins. */
  readonly deployToAll?: true;
  /** It goes to the environments of this group in place of one: which those are is known when the execution begins. */
  readonly group?: NamedUse;
  /** To all of these only. */
  readonly filters?: readonly TargetFilter[];
}

/** What a filter chooses from. */
export type FilteredEntity = 'environments' | 'infrastructures';

/** `filters[]`: which of several objects are meant. Without a condition, all of them. */
export interface TargetFilter {
  readonly entities: readonly FilteredEntity[];
  readonly condition?: {
    readonly match: 'any' | 'all';
    readonly tags: Readonly<Record<string, string>>;
  };
}

export const TARGET_PARTS: readonly TargetPart[] = ['service', 'environment', 'infrastructure'];
export type { TargetPart };

/** Either the object is named, or it is the one of another stage. */
export type TargetUse = NamedUse | UseFromStage;

export interface NamedUse {
  /** The identifier of the object, after `org.` or `account.` if it lives there. May be an expression. */
  readonly ref: Text;
  /** The values of the object's own runtime inputs: YAML of the object, sparse, on one line. */
  readonly inputs?: string;
  /** Some of these values are given only when the pipeline runs. */
  readonly asksForInputs?: true;
  /** Of an environment: the group as part of which it is deployed to. */
  readonly group?: string;
  readonly useFromStage?: never;
}

export interface UseFromStage {
  readonly ref?: never;
  readonly useFromStage: Identifier;
  readonly at: Position;
}

/** What Harness deploys. Each makes a difference only to steps of its own cloud. */
export const DEPLOYMENT_TYPES = [
  'Kubernetes',
  'NativeHelm',
  'Ssh',
  'WinRm',
  'ServerlessAwsLambda',
  'AzureWebApp',
  'AzureFunction',
  'CustomDeployment',
  'ECS',
  'Elastigroup',
  'TAS',
  'Asg',
  'GoogleCloudFunctions',
  'AwsLambda',
  'AWS_SAM',
  'GoogleCloudRun',
  'GoogleManagedInstanceGroup',
  'Salesforce',
  'Vmss',
  'AwsCdk',
] as const;
export type DeploymentType = (typeof DEPLOYMENT_TYPES)[number];

/** Whether the text is the same whatever the execution: a reference that can be looked up before it begins. */
export const isLiteral = ({ text }: Text): boolean => !text.includes('<+');
