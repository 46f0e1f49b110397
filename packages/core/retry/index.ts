export { continuationOf } from './continuation.ts';
export * from './model.ts';
export { planRetry } from './plan-retry.ts';
export { retryableGroups } from './retryable-groups.ts';
