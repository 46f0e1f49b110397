import { didYouMean } from '@reprise/core';
import { type StepSpec, stepTypeOf, stepTypes } from '@reprise/core/step-types';
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
import { askedInputs } from './inputs/asked-inputs.ts';
import { textsIn } from './inputs/texts-in.ts';
import { unsupportedStepTypes } from './known-types.ts';
import type { Stage, Step, StepEntry, StepGroup } from './model.ts';
import { readNamed, unresolved, variables, whenBy } from './read-common.ts';
import { entriesReader, entryReader } from './read-entry.ts';
import { failureStrategies } from './read-failure-strategies.ts';
import { strategy } from './read-strategy.ts';

/** What a stage runs, and what undoes it. */
export type Execution = Pick<Stage, 'steps' | 'rollbackSteps'>;

/** `execution` of a stage. */
export const execution: Reader<Execution> = (node, report) => {
  const fields = fieldsOf(node, 'the execution of a stage', report);
  if (fields === undefined) return undefined;
  const read = fields.required('steps', steps);
  const rollbackSteps = fields.optional('rollbackSteps', stepsToUndo);
  fields.end();
  return read && { steps: read, ...given('rollbackSteps', rollbackSteps) };
};

/** `rollbackSteps`, which may be empty: then there is nothing to undo. */
const stepsToUndo: Reader<readonly StepEntry[]> = (node, report) => listOf(entry)(node, report);

const entry: Reader<StepEntry> = (node, report) =>
  entryReader<StepEntry>('steps', {
    step: (value) => {
      const read = step(value, report);
      return read && { kind: 'step', step: read };
    },
    stepGroup: (value) => {
      const read = group(value, report);
      return read && { kind: 'group', group: read };
    },
    parallel: (value) => {
      const read = steps(value, report);
      return read && { kind: 'parallel', steps: read, at: node.at };
    },
  })(node, report);

/** A list of steps, which must not be empty. */
const steps = entriesReader('steps', entry);

function step(node: YamlNode, report: Report): Step | undefined {
  const fields = fieldsOf(node, 'a step', report);
  if (fields === undefined) return undefined;
  const named = readNamed(fields);
  const description = fields.optional('description', plainText);
  const timeout = fields.optional('timeout', duration);
  const when = fields.optional('when', whenBy('stageStatus'));
  const loop = fields.optional('strategy', strategy);
  const strategies = fields.optional('failureStrategies', failureStrategies);
  fields.unsupported('enforce');
  const spec = fields.has('template') ? unsupportedTemplate(fields) : specByType(fields);
  fields.end();
  if (named === undefined || spec === undefined) return undefined;
  const asks = askedInputs('step', node, textsIn(spec));
  return {
    ...given('asks', asks),
    ...named,
    ...given('description', description),
    ...given('timeout', timeout),
    ...given('when', when),
    ...given('strategy', loop),
    ...given('failureStrategies', strategies),
    spec,
  };
}

function specByType(fields: Fields): StepSpec | undefined {
  const type = fields.required('type', plainText);
  const reader = type === undefined ? undefined : stepTypeOf(type);
  if (reader !== undefined) {
    const what = `the spec of a ${reader.type} step`;
    const spec = fields.required('spec', (node, report) => fieldsOf(node, what, report));
    const read = spec && reader.readSpec(spec);
    spec?.end();
    return read;
  }
  fields.ignore('spec');
  const at = fields.map.entries.get('type')?.value.at;
  if (type === undefined || at === undefined) return undefined;
  if (unsupportedStepTypes.has(type)) {
    const message = `Steps of type ${type} are not supported yet.`;
    fields.report.unsupported('unsupported-step-type', message, at);
  } else {
    const known = [...Object.keys(stepTypes), ...unsupportedStepTypes];
    const message = `There is no step type "${type}".${didYouMean(type, known)}`;
    fields.report.error('unknown-step-type', message, at);
  }
  return undefined;
}

function group(node: YamlNode, report: Report): StepGroup | undefined {
  const fields = fieldsOf(node, 'a step group', report);
  if (fields === undefined) return undefined;
  const named = readNamed(fields);
  const groupVariables = fields.optional('variables', variables) ?? [];
  const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
  const when = fields.optional('when', whenBy('stageStatus'));
  const loop = fields.optional('strategy', strategy);
  const strategies = fields.optional('failureStrategies', failureStrategies);
  const rollbackSteps = fields.optional('rollbackSteps', stepsToUndo);
  fields.unsupported('sharedPaths', 'stepGroupInfra');
  const read = fields.has('template')
    ? unsupportedTemplate(fields)
    : fields.required('steps', steps);
  fields.end();
  if (named === undefined || read === undefined) return undefined;
  const asks = askedInputs('stepGroup', node, textsIn(groupVariables));
  return {
    ...named,
    ...given('asks', asks),
    variables: groupVariables,
    delegateSelectors,
    steps: read,
    ...given('when', when),
    ...given('strategy', loop),
    ...given('failureStrategies', strategies),
    ...given('rollbackSteps', rollbackSteps),
  };
}

/** Reports the template that stands in place of the rest: it is resolved before this, where templates are kept. */
function unsupportedTemplate(fields: Fields): undefined {
  fields.ignore('template');
  unresolved(fields);
  fields.ignore('type', 'spec', 'steps');
  return undefined;
}
