export * from './model.ts';
export { planRetry } from './plan-retry.ts';
export { retryableGroups } from './retryable-groups.ts';
export { reusedStage } from './reused-stage.ts';
