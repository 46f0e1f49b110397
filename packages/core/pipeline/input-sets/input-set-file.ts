import type { Problem } from '@reprise/core';
import {
  type Fields,
  fieldsOf,
  given,
  listOf,
  type PlaceOf,
  placedBy,
  plainText,
  printYaml,
  Report,
  readYaml,
  scalarText,
  valueAt,
  type YamlMap,
  type YamlNode,
} from '../../yaml/index.ts';
import { displayName, identifier, tags } from '../read-common.ts';

interface Head {
  readonly identifier: string;
  readonly name: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Named values for the runtime inputs of one pipeline. */
export interface InputSet extends Head {
  readonly kind: 'inputSet';
  /** The pipeline that it names. */
  readonly pipeline: string | null;
  /** A sparse copy of the pipeline, as `mergeInputs` takes it. */
  readonly inputsYaml: string;
  /** Where a place of `inputsYaml` stands in the YAML of the input set. */
  readonly placeOfInputs: PlaceOf;
}

/** Several input sets laid over each other: later ones replace earlier ones. */
export interface OverlayInputSet extends Head {
  readonly kind: 'overlay';
  readonly references: readonly string[];
}

export interface ReadInputSet {
  readonly inputSet: InputSet | OverlayInputSet | null;
  readonly problems: readonly Problem[];
}

/** Reads the YAML of an input set (`inputSet:`) or of an overlay (`overlayInputSet:`). */
export function readInputSet(yaml: string): ReadInputSet {
  const report = new Report();
  const root = readYaml(yaml, report);
  const read = root === null ? undefined : inputSetIn(root, report);
  return { inputSet: report.hasErrors ? null : (read ?? null), problems: report.problems() };
}

/** The input set or overlay in a file that is read already. */
export function inputSetIn(root: YamlNode, report: Report): InputSet | OverlayInputSet | undefined {
  const file = fieldsOf(root, 'an input set file', report);
  if (file === undefined) return undefined;
  const read = file.has('overlayInputSet')
    ? file.required('overlayInputSet', overlay)
    : file.required('inputSet', inputSet);
  file.end();
  return read;
}

function inputSet(node: YamlNode, report: Report): InputSet | undefined {
  const fields = fieldsOf(node, 'an input set', report);
  const head = fields && headOf(fields);
  const pipeline = fields?.required('pipeline', (value) =>
    fieldsOf(value, 'the pipeline of an input set', report),
  );
  fields?.end();
  if (head === undefined || pipeline === undefined) return undefined;
  const { map } = pipeline;
  const root: YamlMap = { ...map, entries: new Map([['pipeline', { keyAt: map.at, value: map }]]) };
  const printed = printYaml(root);
  return {
    kind: 'inputSet',
    ...head,
    pipeline: scalarText(valueAt(map, 'identifier')) ?? null,
    inputsYaml: printed.yaml,
    placeOfInputs: placedBy(printed.map),
  };
}

function overlay(node: YamlNode, report: Report): OverlayInputSet | undefined {
  const fields = fieldsOf(node, 'an overlay input set', report);
  const head = fields && headOf(fields);
  const references = fields?.required('inputSetReferences', listOf(identifier));
  fields?.ignore('pipelineIdentifier');
  fields?.end();
  if (head === undefined || references === undefined) return undefined;
  return { kind: 'overlay', ...head, references };
}

function headOf(fields: Fields): Head | undefined {
  const id = fields.required('identifier', identifier);
  const name = fields.required('name', displayName);
  const description = fields.optional('description', plainText);
  const setTags = fields.optional('tags', tags) ?? {};
  fields.optional('orgIdentifier', identifier);
  fields.optional('projectIdentifier', identifier);
  if (id === undefined || name === undefined) return undefined;
  return { identifier: id, name, ...given('description', description), tags: setTags };
}
