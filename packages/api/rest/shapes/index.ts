export * from './execution-summary.ts';
export * from './node.ts';
export type { ChildOutline, NodeOutline } from './node-outline.ts';
export * as objects from './objects.ts';
