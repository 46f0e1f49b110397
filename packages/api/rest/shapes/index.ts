export * from './execution-summary.ts';
export * from './node.ts';
