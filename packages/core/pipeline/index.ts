export { formatDuration, parseDuration } from '@reprise/core';
export { positionIn } from '../yaml/position-in.ts';
export { YamlFile } from '../yaml/yaml-file.ts';
export { CLONE_STEP } from './codebase.ts';
export { buildsSomething, gitConnectorsUsed, imageConnectorsUsed } from './connectors-used.ts';
export * from './failure-strategy.ts';
export { type PipelineHeader, pipelineHeader } from './header.ts';
export {
  type InputSet,
  type OverlayInputSet,
  type ReadInputSet,
  readInputSet,
} from './input-sets/input-set-file.ts';
export { overlayInputs } from './input-sets/overlay-inputs.ts';
export { type AskedInput, type AskedInputs } from './inputs/asked-inputs.ts';
export { type AskedVariable, askedVariables } from './inputs/asked-variables.ts';
export { inputsOfStages, unknownStages } from './inputs/chosen-stages.ts';
export { fittingInputs } from './inputs/fitting.ts';
export { fillGivenInputs, type GivenInputs, readGivenInputs } from './inputs/given-inputs.ts';
export { inputData } from './inputs/input-data.ts';
export { type MergedInputs, mergeInputs, mergeInputsInto } from './inputs/merge.ts';
export { inputsFromPairs } from './inputs/pairs.ts';
export { isAskedWhileRunning, type Placeholder, whyNot } from './inputs/placeholder.ts';
export {
  answeredInputs,
  type InputQuestion,
  inputAnswers,
  inputQuestions,
} from './inputs/questions.ts';
export { inputsTemplate, inputsTemplateOf } from './inputs/template.ts';
export {
  failureActionNames,
  type KeyTable,
  keysWritten,
  keyUses,
  refusedTypes,
  templateTypeNames,
} from './key-uses.ts';
export * from './model.ts';
export * from './notifications/model.ts';
export {
  type ObjectNamed,
  objectsNamed,
  type SecretNamed,
  secretsNamedIn,
} from './objects-named.ts';
export { type ParsedPipeline, parsePipeline, parsePipelineFile } from './parse-pipeline.ts';
export { UNRESOLVED_TEMPLATE } from './read-common.ts';
export { SCHEMAS } from './schema/index.ts';
export {
  SCHEMA_KINDS,
  type SchemaDocument,
  type SchemaKind,
  schemaOf,
} from './schema/schema-of.ts';
export { stageTypeNames } from './stage-types/registry.ts';
export * from './strategy-model.ts';
export { type HardDependency, hardDependencies } from './target/dependencies.ts';
export { isMeant } from './target/filters.ts';
export * from './target/model.ts';
export {
  type WantedGroup,
  type WantedObject,
  type WantedPart,
  wantedObjects,
} from './target/wanted-objects.ts';
export { type CheckedTemplate, checkTemplate } from './templates/check-template.ts';
export { type TemplateKey, type TemplateLevel, templateName } from './templates/reference.ts';
export {
  type KnownTemplate,
  type KnownTemplates,
  type ResolvedTemplates,
  resolveTemplates,
} from './templates/resolve.ts';
