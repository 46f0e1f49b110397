export * from './batch/index.ts';
export { failedChildren, takenChild } from './chained-stage.ts';
export type {
  ChangedDefinition,
  ChangedPipeline,
  ChangedSecret,
  ChangedSince,
  ChangedTemplate,
} from './changes.ts';
export { continuationOf } from './continuation.ts';
export { type DefinitionDifference, definitionDifferences } from './definition-difference.ts';
export { failedStages } from './failed-stages.ts';
export * from './model.ts';
export { type PlanDifference, whatChanged } from './plan-digest.ts';
export { planRetry } from './plan-retry.ts';
export { retryableGroups } from './retryable-groups.ts';
export { UNKNOWN_VALUE } from './same-part.ts';
export { secretReferencesIn } from './secret-references.ts';
export { type StageSet, stageSets, stagesToResume } from './stage-sets.ts';
