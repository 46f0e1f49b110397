export { type Deferral, type DeferredText, deferText, evaluateDeferred } from './deferred.ts';
export {
  type EvaluatedTaskText,
  evaluateCondition,
  evaluateTaskText,
  evaluateText,
} from './evaluate.ts';
export { type Explained, explain, lookupIn, type ValueType } from './explain.ts';
export { defaultLimits, type Limits } from './limits.ts';
export { callables } from './methods/call.ts';
export { functorNames } from './methods/functors.ts';
export * from './model.ts';
export { type BadPattern, checkPattern, Pattern } from './pattern.ts';
export {
  expressionsOf,
  type Reference,
  type ReferencePart,
  referencesIn,
  referencesOf,
} from './references.ts';
export { EXPRESSION_ROOTS } from './roots.ts';
export type { Expression, Template } from './syntax.ts';
export { parseCondition, parseText } from './template.ts';
export {
  isData,
  isList,
  isNamespace,
  isPublishedReference,
  isSecret,
  ownMember,
  publishedReference,
  secretOf,
  secretText,
  toBoolean,
  toNumber,
  toText,
} from './value.ts';
