export * from './build-plan.ts';
export * from './keys.ts';
export * from './model.ts';
export * from './navigate.ts';
