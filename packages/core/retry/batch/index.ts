export { decideBatch } from './decide.ts';
export { createdBatch, evolveBatch, foldBatch } from './evolve.ts';
export * from './model.ts';
export * from './summary.ts';
