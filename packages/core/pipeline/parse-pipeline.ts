import type { Problem } from '@reprise/core';
import { type PlaceOf, Report, YamlFile } from '../yaml/index.ts';
import { readKnown } from './beforehand/read-known.ts';
import { checkAskedInputs } from './check-asked-inputs.ts';
import { checkBarriers } from './check-barriers.ts';
import { checkCiStages } from './check-ci-stages.ts';
import { checkDependencies } from './check-dependencies.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkFailureStrategies } from './check-failure-strategies.ts';
import { checkIdentifiers } from './check-identifiers.ts';
import { checkWidth } from './check-width.ts';
import type { Pipeline } from './model.ts';
import { checkTold } from './notifications/check-told.ts';
import { outlineOf } from './outline.ts';
import { checkUseFromStage } from './target/check-use-from-stage.ts';

export interface ParsedPipeline {
  /**
   * Null only if there is an `error`, or something `unsupported` that the model has no place for (a stage or step
   * of another type, a template), or a whole block is still `<+input>`. A pipeline with other unsupported parts is here, and is not what Harness would run.
   */
  readonly pipeline: Pipeline | null;
  /** All that is wrong with the file, in the order of lines. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a pipeline in Harness's YAML, version 0: every value is read into the model or reported, all problems at once.
 * `<+input>` is taken everywhere; `mergeInputs` replaces it before a run. Never throws, whatever the text. With
 * `place`, everything is said to be where that puts it: what came out of a template is in the template.
 */
export const parsePipeline = (yaml: string, place?: PlaceOf): ParsedPipeline =>
  parsePipelineFile(new YamlFile(yaml, place));

/** `parsePipeline` of a file that others read too. */
export function parsePipelineFile(file: YamlFile): ParsedPipeline {
  const report = new Report();
  const root = file.root(report);
  if (root === null) return { pipeline: null, problems: report.problems() };
  const pipeline = readKnown(root, report);
  const outline = outlineOf(root);
  checkIdentifiers(outline, report);
  checkDependencies(root, outline, report);
  checkCiStages(root, report);
  checkExpressions(root, outline, report);
  checkTold(root, outline, report);
  checkFailureStrategies(root, report);
  if (pipeline !== undefined) checkUseFromStage(pipeline, report);
  if (pipeline !== undefined) checkAskedInputs(root, pipeline, report);
  checkWidth(root, report);
  if (pipeline !== undefined) checkBarriers(pipeline, report);
  const usable = pipeline !== undefined && !report.hasErrors;
  return { pipeline: usable ? pipeline : null, problems: report.problems() };
}
