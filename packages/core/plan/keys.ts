import { asNodeKey, type Identifier, type NodeKey } from '@reprise/core';
import type { TargetPart } from '@reprise/core/pipeline';

/** The key of the pipeline node, the root of every plan. */
export const PIPELINE_KEY = asNodeKey('pipeline');

/** The key of a stage: `pipeline.stages.ID`, Harness's `baseFqn` (I5). */
export const stageKey = (identifier: Identifier): NodeKey =>
  asNodeKey(`${PIPELINE_KEY}.stages.${identifier}`);

/** Below this prefix a stage has its steps and groups: `pipeline.stages.ID.spec.execution.steps.`. */
export const stepsOfStage = (stage: NodeKey): string => `${stage}.spec.execution.steps.`;

/** The node that finds out a part of what a stage deploys: `pipeline.stages.ID.spec.service`. */
export const targetKey = (stage: NodeKey, part: TargetPart): NodeKey =>
  asNodeKey(`${stage}.spec.${part}`);

/** Below this prefix a group has its steps and groups: `….steps.GROUP.steps.`. */
export const stepsOfGroup = (group: NodeKey): string => `${group}.steps.`;

/** The key of an instance of a loop: the loop's, and what its values make of them (I5). */
export const instanceKey = (loop: NodeKey, suffix: string): NodeKey =>
  asNodeKey(`${loop}${suffix}`);

/** The node that holds a stage's rollback steps: `pipeline.stages.ID.spec.execution.rollbackSteps`. */
export const rollbackOfStage = (stage: NodeKey): NodeKey =>
  asNodeKey(`${stage}.spec.execution.rollbackSteps`);

/** The node that holds what undoes a whole pipeline: `pipeline.rollback`. */
export const rollbackOfPipeline = (pipeline: NodeKey): NodeKey => asNodeKey(`${pipeline}.rollback`);

/** The node in it that undoes one stage, or one instance of a looped one: `pipeline.rollback.ID`. */
export const rollbackOfStageIn = (rollback: NodeKey, stage: NodeKey): NodeKey =>
  asNodeKey(`${rollback}${stage.slice(`${PIPELINE_KEY}.stages`.length)}`);

/** The node that holds a group's rollback steps: `….steps.GROUP.rollbackSteps`. */
export const rollbackOfGroup = (group: NodeKey): NodeKey => asNodeKey(`${group}.rollbackSteps`);

/** Below this prefix a rollback has its steps and groups: `….rollbackSteps.`. */
export const stepsOfRollback = (rollback: NodeKey): string => `${rollback}.`;

/** The key of a step or group under one of the prefixes above. */
export const stepKey = (prefix: string, identifier: Identifier): NodeKey =>
  asNodeKey(`${prefix}${identifier}`);
