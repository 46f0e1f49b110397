export { analyseStages } from './analyse.ts';
export * from './model.ts';
export {
  inputsWithoutStages,
  previewStages,
  requiredStages,
  selectStages,
} from './select-stages.ts';
export { expressionsAsked, type PastValue, supplyValues } from './supply-values.ts';
