import type { Identifier } from '@reprise/core';
import {
  boolean,
  choice,
  excerpt,
  type Fields,
  fieldsOf,
  fixed,
  given,
  isRuntimeInput,
  namedList,
  plainText,
  type Reader,
  text,
} from '../yaml/index.ts';
import type { Variable, When, WhenStatus } from './model.ts';

const identifierPattern = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;
/** Names are shown, and are no path: neither slashes nor control characters. */
const namePattern = /^[a-zA-Z_0-9.-][-0-9a-zA-Z_\s.]{0,127}$/;
const variablePattern = /^[a-zA-Z_][0-9a-zA-Z_.$-]{0,127}$/;

export const identifier: Reader<Identifier> = (node, report) => {
  const said = plainText(node, report);
  if (said === undefined || identifierPattern.test(said)) return said;
  const rule = 'letters, digits and _, not a digit first, at most 128';
  report.error('bad-identifier', `"${excerpt(said)}" is no identifier: ${rule}.`, node.at);
  return undefined;
};

export const displayName: Reader<string> = (node, report) => {
  const said = plainText(node, report);
  if (said === undefined || namePattern.test(said)) return said;
  const rule = 'letters, digits, blanks, _, - and . only, at most 128';
  report.error('bad-name', `"${excerpt(said)}" is no name: ${rule}.`, node.at);
  return undefined;
};

/** The name of a part of a pipeline, which may be given when it runs. */
const nameOfPart: Reader<string> = (node, report) =>
  isRuntimeInput(node) ? plainText(node, report) : displayName(node, report);

/** `identifier` and `name`, which everything with a place in the pipeline has. */
export function readNamed(fields: Fields, readName: Reader<string> = nameOfPart) {
  const id = fields.required('identifier', identifier);
  const name = fields.required('name', readName);
  if (id === undefined || name === undefined) return undefined;
  return { identifier: id, name, at: fields.map.at };
}

export const tags: Reader<Readonly<Record<string, string>>> = (node, report) => {
  const fields = fieldsOf(node, 'a map of tags', report);
  if (fields === undefined) return undefined;
  const read: [string, string][] = [];
  for (const [key, { value }] of fields.map.entries) {
    const said = plainText(value, report);
    if (said !== undefined) read.push([key, said]);
  }
  return Object.fromEntries(read);
};

const variableName = fixed('the name of a variable', '_', ({ text: { text: said } }) =>
  variablePattern.test(said) ? said : undefined,
);

const variable: Reader<Variable> = (node, report) => {
  const fields = fieldsOf(node, 'a variable', report);
  if (fields === undefined) return undefined;
  const name = fields.required('name', variableName);
  const type = fields.required('type', choice('String', 'Number', 'Secret'));
  const description = fields.optional('description', plainText);
  const required = fields.optional('required', boolean) ?? false;
  fields.optional('default', text);
  const value = fields.required('value', text);
  fields.end();
  if (name === undefined || type === undefined || value === undefined) return undefined;
  const literal = !value.text.includes('<+');
  if (type === 'Number' && literal && !/^[+-]?\d+(\.\d+)?$/.test(value.text)) {
    const message = `"${excerpt(value.text)}" is no number, and the variable "${name}" is one.`;
    report.error('bad-value', message, value.at);
  }
  if (type === 'Secret' && value.text.includes('<+secrets.getValue(')) {
    const message = `The variable "${name}" is a secret: write its identifier only, without <+secrets.getValue()>.`;
    report.error('bad-value', message, value.at);
  }
  return { name, type, ...given('description', description), required, value, at: node.at };
};

/** `variables` of a pipeline, stage or group. */
export const variables: Reader<readonly Variable[]> = namedList('variable', variable);

/** `when` of a stage (`pipelineStatus`), or of a step or group (`stageStatus`). Undefined while it is `<+input>`. */
export function whenBy(key: 'pipelineStatus' | 'stageStatus'): Reader<When> {
  return (node, report) => {
    if (isRuntimeInput(node)) return undefined;
    const fields = fieldsOf(node, 'a condition (when)', report);
    if (fields === undefined) return undefined;
    const status = fields.required(key, choice<WhenStatus>('Success', 'Failure', 'All'));
    const condition = fields.optional('condition', text);
    fields.end();
    return status && { status, ...given('condition', condition), at: node.at };
  };
}

/** Reports a reference to a template: templates are put into their places before this, where they are kept. */
export function unresolved(fields: Fields): void {
  const entry = fields.map.entries.get('template');
  fields.ignore('template');
  if (entry === undefined) return;
  const message =
    'The template is not resolved here; a server that keeps it puts it into its place.';
  fields.report.unsupported(UNRESOLVED_TEMPLATE, message, entry.keyAt);
}

/** The code of the problem that a template has not been put into its place. */
export const UNRESOLVED_TEMPLATE = 'unresolved-template';
