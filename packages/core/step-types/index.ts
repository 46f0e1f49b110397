export { objectionTo } from './approver-inputs.ts';
export { type DeclaredOutputs, declaredOutputs } from './declared-outputs.ts';
export { GIT_CLONE_OUTPUTS, type GitCloneOutput } from './git-clone-outputs.ts';
export { HTTP_ANSWER_NAMES, type HttpAnswer } from './http.ts';
export * from './model.ts';
export { stepTypeOf, stepTypes } from './registry.ts';
export { resolveStep } from './resolve.ts';
export type { StepTypeReader } from './step-type.ts';
export type { StepTextError, StepTexts } from './texts.ts';
