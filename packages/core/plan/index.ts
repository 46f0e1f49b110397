export { buildPlan } from './build-plan.ts';
export * from './combinations.ts';
export { expandLoop } from './expand-loop.ts';
export * from './instance.ts';
export { suffixesOf } from './instance-suffix.ts';
export * from './keys.ts';
export * from './model.ts';
export * from './navigate.ts';
export { targetPartOf } from './target-steps.ts';
