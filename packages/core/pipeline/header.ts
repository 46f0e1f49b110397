import { Report, readYaml, scalarText, valueAt, type YamlNode } from '../yaml/index.ts';
import { flatten } from './outline.ts';

/** What a list of pipelines shows of one. */
export interface PipelineHeader {
  readonly identifier: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The names of the stages, in order, also of those of types that this server does not run. */
  readonly stageNames: readonly string[];
  readonly allowStageExecutions: boolean;
  readonly fixedInputsOnRerun: boolean;
}

/**
 * The header of a pipeline that `parsePipeline` finds no error in: a pipeline with unsupported parts can be stored and
 * listed, although it has no model. Null when the text names no pipeline.
 */
export function pipelineHeader(yaml: string): PipelineHeader | null {
  const root = readYaml(yaml, new Report());
  const pipeline = root === null ? undefined : valueAt(root, 'pipeline');
  const text = (key: string): string | undefined => scalarText(valueAt(pipeline, key));
  const identifier = text('identifier');
  if (identifier === undefined) return null;
  return {
    identifier,
    name: text('name') ?? identifier,
    description: text('description') ?? null,
    tags: tagsOf(valueAt(pipeline, 'tags')),
    stageNames: [...flatten(valueAt(pipeline, 'stages'))].flatMap(nameOfStage),
    allowStageExecutions: text('allowStageExecutions') === 'true',
    fixedInputsOnRerun: text('fixedInputsOnRerun') === 'true',
  };
}

function nameOfStage(item: YamlNode): readonly string[] {
  const stage = valueAt(item, 'stage');
  const name = scalarText(valueAt(stage, 'name')) ?? scalarText(valueAt(stage, 'identifier'));
  return name === undefined ? [] : [name];
}

function tagsOf(tags: YamlNode | undefined): Readonly<Record<string, string>> {
  if (tags?.kind !== 'map') return {};
  // As own properties, whatever they are called.
  return Object.fromEntries(
    [...tags.entries].map(([name, { value }]) => [name, scalarText(value) ?? '']),
  );
}
