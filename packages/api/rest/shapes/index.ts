export * from './execution-summary.ts';
export * from './node.ts';
export * as objects from './objects.ts';
