import { didYouMean } from '@reprise/core';
import { stringify } from 'yaml';
import {
  isRuntimeInput,
  Report,
  readYaml,
  scalarText,
  valueAt,
  type YamlNode,
} from '../../yaml/index.ts';
import type { MergedInputs } from './merge.ts';

/**
 * The inputs' YAML for variables of the pipeline given as `name=value`, for `mergeInputs`. Refuses names that are no
 * variables, and variables that are no runtime inputs. Empty YAML for no pairs.
 */
export function inputsFromPairs(
  yaml: string,
  pairs: Readonly<Record<string, string>>,
): MergedInputs {
  const report = new Report();
  const root = readYaml(yaml, report);
  const given = Object.entries(pairs);
  if (root === null || given.length === 0) return { yaml: '', problems: report.problems() };
  const pipeline = valueAt(root, 'pipeline');
  const known = variablesOf(pipeline);
  const variables: Map<string, string>[] = [];
  for (const [name, value] of given) {
    const variable = known.get(name);
    const node = valueAt(variable, 'value');
    if (node === undefined || !isRuntimeInput(node)) {
      refuse(report, name, variable, [...known.keys()]);
      continue;
    }
    const type = scalarText(valueAt(variable, 'type')) ?? 'String';
    variables.push(new Map(Object.entries({ name, type, value })));
  }
  const identifier = scalarText(valueAt(pipeline, 'identifier')) ?? '';
  const inputs = stringify({ pipeline: { identifier, variables } }, { lineWidth: 0 });
  return { yaml: inputs, problems: report.problems() };
}

function refuse(
  report: Report,
  name: string,
  variable: YamlNode | undefined,
  known: readonly string[],
): void {
  if (variable === undefined) {
    const has = known.length === 0 ? ' It has none.' : ` It has ${known.join(', ')}.`;
    const hint = didYouMean(name, known) || has;
    const message = `The pipeline has no variable "${name}".${hint}`;
    report.error('not-an-input', message, { line: 1, column: 1 });
  } else {
    const message = `The variable "${name}" is no runtime input: its value must be <+input> to be given.`;
    report.error('not-an-input', message, variable.at);
  }
}

function variablesOf(pipeline: YamlNode | undefined): ReadonlyMap<string, YamlNode> {
  const variables = new Map<string, YamlNode>();
  const list = valueAt(pipeline, 'variables');
  for (const variable of list?.kind === 'list' ? list.items : []) {
    const name = scalarText(valueAt(variable, 'name'));
    if (name !== undefined) variables.set(name, variable);
  }
  return variables;
}
