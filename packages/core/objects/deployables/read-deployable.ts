import { type Json, ok, type Problem, type Result, refused } from '@reprise/core';
import type { Variable } from '@reprise/core/pipeline';
import { mergeInputs } from '../../pipeline/inputs/merge.ts';
import { variables } from '../../pipeline/read-common.ts';
import { Report, readYaml, scalarText, valueAt, type YamlNode } from '../../yaml/index.ts';
import { type ObjectDocument, ROOT_KEYS } from '../model.ts';
import { readObject } from '../read-object.ts';
import type { Deployable, DeployableKind } from './model.ts';

/**
 * Reads a service, environment or infrastructure as it is stored, with the values that a stage gives for its runtime
 * inputs (`inputs`: the object's own YAML, sparse, without its root). Refused with all that keeps it from being used.
 */
export function readDeployable(
  kind: DeployableKind,
  yaml: string,
  inputs?: string,
): Result<Deployable, readonly Problem[]> {
  const given = inputs === undefined ? '' : `{${ROOT_KEYS[kind]}: ${inputs}}`;
  const merged = mergeInputs(yaml, given);
  const wrong = merged.problems.filter(stopsAUse);
  if (wrong.length > 0) return refused(wrong);
  const read = readObject(kind, merged.yaml);
  if (!read.ok) return read;
  const report = new Report();
  const root = readYaml(read.value.yaml, report) ?? undefined;
  const object = valueAt(root, ROOT_KEYS[kind]);
  const deployable = READERS[kind](read.value.document, object, report);
  const problems = report.problems().filter(stopsAUse);
  return problems.length > 0 ? refused(problems) : ok(deployable);
}

const stopsAUse = ({ severity }: Problem): boolean => severity !== 'warning';

type PartsReader = (
  document: ObjectDocument,
  object: YamlNode | undefined,
  report: Report,
) => Deployable;

const READERS: Readonly<Record<DeployableKind, PartsReader>> = {
  service: (document, object, report) => {
    const definition = valueAt(object, 'serviceDefinition');
    const spec = valueAt(definition, 'spec');
    const gitOpsEnabled = scalarText(valueAt(object, 'gitOpsEnabled')) === 'true';
    return {
      kind: 'service',
      facts: { ...factsOf(document), type: textAt(definition, 'type'), gitOpsEnabled },
      variables: variablesAt(spec, report),
      parts: partsAt(spec, 'artifacts', 'manifests'),
    };
  },
  environment: (document, object, report) => ({
    kind: 'environment',
    facts: { ...factsOf(document), type: textAt(object, 'type') },
    variables: variablesAt(object, report),
    overrides: variablesAt(valueAt(object, 'overrides'), report),
    parts: {},
  }),
  infrastructure: (document, object, report) => {
    const spec = valueAt(object, 'spec');
    return {
      kind: 'infrastructure',
      facts: { ...factsOf(document), type: textAt(object, 'type') },
      variables: variablesAt(spec, report),
      parts: partsAt(object, 'spec'),
    };
  },
};

const factsOf = ({ identifier, name, description, tags }: ObjectDocument) => ({
  identifier,
  name,
  description,
  tags,
});

const textAt = (node: YamlNode | undefined, key: string): Json =>
  scalarText(valueAt(node, key)) ?? null;

function variablesAt(node: YamlNode | undefined, report: Report): readonly Variable[] {
  const list = valueAt(node, 'variables');
  const isEmpty = list === undefined || (list.kind === 'scalar' && list.value === null);
  return isEmpty ? [] : (variables(list, report) ?? []);
}

const partsAt = (
  node: YamlNode | undefined,
  ...keys: readonly string[]
): Readonly<Record<string, YamlNode>> =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const part = valueAt(node, key);
      return part === undefined ? [] : [[key, part]];
    }),
  );
