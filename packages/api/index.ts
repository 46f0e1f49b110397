export * from './approval-id.ts';
export * from './node-execution-id.ts';
export * from './problems.ts';
export * from './rest/index.ts';
