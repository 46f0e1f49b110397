import { didYouMean } from '@reprise/core';
import {
  duration,
  type Fields,
  fieldsOf,
  given,
  listOf,
  names,
  plainText,
  type Reader,
  type Report,
  type YamlNode,
} from '../yaml/index.ts';
import { askedInputs, toBeStarted } from './inputs/asked-inputs.ts';
import { textsIn } from './inputs/texts-in.ts';
import { unsupportedStageTypes } from './known-types.ts';
import type { Stage, StageEntry, StageType } from './model.ts';
import { identifier, readNamed, tags, unresolved, variables, whenBy } from './read-common.ts';
import { entriesReader, entryReader } from './read-entry.ts';
import { failureStrategies } from './read-failure-strategies.ts';
import { runMode } from './read-run-mode.ts';
import { strategy } from './read-strategy.ts';
import { stageTypeNames, stageTypeOf } from './stage-types/registry.ts';
import type { StageContent } from './stage-types/stage-type.ts';

const entry: Reader<StageEntry> = (node, report) =>
  entryReader<StageEntry>('stages', {
    stage: (value) => {
      const read = stage(value, report);
      return read && { kind: 'stage', stage: read };
    },
    parallel: (value) => {
      const read = stages(value, report);
      return read && { kind: 'parallel', stages: read, at: node.at };
    },
  })(node, report);

/** A list of stages, which must not be empty. */
export const stages = entriesReader('stages', entry);

function stage(node: YamlNode, report: Report): Stage | undefined {
  const fields = fieldsOf(node, 'a stage', report);
  if (fields === undefined) return undefined;
  const named = readNamed(fields);
  const description = fields.optional('description', plainText);
  const stageTags = fields.optional('tags', tags) ?? {};
  const stageVariables = fields.optional('variables', variables) ?? [];
  const timeout = fields.optional('timeout', duration);
  const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
  const when = fields.optional('when', whenBy('pipelineStatus'));
  const loop = fields.optional('strategy', strategy);
  const strategies = fields.optional('failureStrategies', failureStrategies);
  const dependsOn = fields.optional('dependsOn', listOf(identifier));
  const startWithin = fields.optional('runMode', runMode);
  fields.ignore('skipInstances');
  const content = fields.has('template') ? unsupportedTemplate(fields) : contentByType(fields);
  if (content?.type === 'Pipeline') refuseLoop(fields, 'A stage that runs another pipeline');
  if (content?.strategy !== undefined) refuseLoop(fields, 'A stage with several deployments');
  fields.end();
  if (named === undefined || content === undefined) return undefined;
  const asked = askedInputs('stage', node, textsIn(stageVariables));
  const asks = startWithin ? toBeStarted(asked, named.identifier, startWithin) : asked;
  return {
    ...named,
    ...given('asks', asks),
    ...given('description', description),
    tags: stageTags,
    variables: stageVariables,
    ...given('timeout', timeout),
    delegateSelectors,
    ...given('when', when),
    ...given('strategy', loop),
    ...given('failureStrategies', strategies),
    ...given('dependsOn', dependsOn),
    ...content,
  };
}

function contentByType(fields: Fields): StageContent<StageType> | undefined {
  const said = fields.required('type', plainText);
  const type = said === undefined ? undefined : stageTypeOf(said);
  if (type === undefined) {
    fields.ignore('spec');
    if (said !== undefined) reportStageType(said, fields);
    return undefined;
  }
  const what = `the spec of ${article(type.type)} ${type.type} stage`;
  const spec = fields.required('spec', (node, report) => fieldsOf(node, what, report));
  const content = spec && type.readSpec(spec);
  spec?.end();
  for (const key of type.needs ?? []) {
    if (fields.has(key)) continue;
    const message = `"${key}" is missing: ${article(type.type)} ${type.type} stage needs them.`;
    fields.report.error('missing-key', message, fields.map.at);
  }
  return content;
}

/** Harness's documents say that chained stages do not loop; its schema takes the key. */
function refuseLoop({ map, report }: Fields, what: string): void {
  const at = map.entries.get('strategy')?.keyAt;
  if (at === undefined) return;
  report.unsupported('unsupported-strategy', `${what} cannot be looped.`, at);
}

const article = (word: string): string => (/^[AEIOU]/.test(word) ? 'an' : 'a');

function reportStageType(said: string, { map, report }: Fields): void {
  const at = map.entries.get('type')?.value.at ?? map.at;
  if (unsupportedStageTypes.has(said)) {
    report.unsupported(
      'unsupported-stage-type',
      `Stages of type ${said} are not supported yet.`,
      at,
    );
    return;
  }
  const known = [...stageTypeNames, ...unsupportedStageTypes];
  const message = `There is no stage type "${said}".${didYouMean(said, known)}`;
  report.error('unknown-stage-type', message, at);
}

/** Reports the template that stands in place of the rest: it is resolved before this, where templates are kept. */
function unsupportedTemplate(fields: Fields): undefined {
  fields.ignore('template');
  unresolved(fields);
  fields.ignore('type', 'spec');
  return undefined;
}
