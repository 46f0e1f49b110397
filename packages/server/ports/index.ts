export * from './approval-store.ts';
export * from './clock.ts';
export * from './execution-store.ts';
export * from './log-store.ts';
export * from './pipeline-store.ts';
export * from './scope-store.ts';
export * from './store.ts';
export * from './task-queue.ts';
