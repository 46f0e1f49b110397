export { positionIn } from '../yaml/position-in.ts';
export * from './model.ts';
