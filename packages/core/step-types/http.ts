import { type Result, refused, type Text } from '@reprise/core';
import { parseCondition, type Value } from '@reprise/core/expression';
import {
  choice,
  fieldsOf,
  given,
  isRuntimeInput,
  listOf,
  namedList,
  names,
  positionIn,
  type Reader,
  text,
} from '../yaml/index.ts';
import { outputName } from './environment.ts';
import { HTTP_METHODS, type HttpMethod, type HttpSpec, type StepWork } from './model/index.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

/** The names by which an assertion and the output variables speak of the call and its answer. */
export const HTTP_ANSWER_NAMES = [
  'httpResponseCode',
  'httpResponseBody',
  'httpMethod',
  'httpUrl',
] as const;

/** What the names stand for. */
export type HttpAnswer = Readonly<Record<(typeof HTTP_ANSWER_NAMES)[number], Value>>;

export const http: StepTypeReader<HttpSpec> = {
  type: 'Http',
  readSpec(fields) {
    const url = fields.required('url', text);
    const method = fields.required('method', httpMethod);
    const headers = fields.optional('headers', listOf(header)) ?? [];
    const body = fields.optional('requestBody', text);
    const condition = fields.optional('assertion', assertion);
    const outputs = fields.optional('outputVariables', outputVariables) ?? [];
    const certificate = fields.optional('certificate', text);
    const certificateKey = fields.optional('certificateKey', text);
    const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
    fields.unsupported('inputVariables', 'connectorRef');
    if (url === undefined || method === undefined) return undefined;
    return {
      type: 'Http',
      url,
      method,
      headers,
      ...given('body', body),
      ...given('assertion', condition),
      outputs,
      ...given('certificate', certificate),
      ...given('certificateKey', certificateKey),
      delegateSelectors,
    };
  },
};

const methodOf = (name: string): HttpMethod | undefined =>
  HTTP_METHODS.find((method) => method === name.trim().toUpperCase());

/** A method that is written out is checked now; one by an expression when the step starts. */
const httpMethod: Reader<Text> = (node, report) => {
  const read = text(node, report);
  if (read === undefined || read.text.includes('<+')) return read;
  if (methodOf(read.text) !== undefined) return read;
  report.error('bad-value', unknownMethod(read.text), node.at);
  return undefined;
};

const unknownMethod = (found: string): string =>
  `Expected one of ${HTTP_METHODS.join(', ')}, found "${found}".`;

const header: Reader<{ name: Text; value: Text }> = (node, report) => {
  const fields = fieldsOf(node, 'a header', report);
  if (fields === undefined) return undefined;
  const name = fields.required('key', text);
  const value = fields.required('value', text);
  fields.ignore('type');
  fields.end();
  return name === undefined || value === undefined ? undefined : { name, value };
};

const assertion: Reader<Text> = (node, report) => {
  const read = text(node, report);
  if (read === undefined || isRuntimeInput(node)) return read;
  const parsed = parseCondition(read.text);
  if (parsed.ok) return read;
  const at = positionIn(read, parsed.error.offset);
  report.error('bad-expression', `This assertion is wrong: ${parsed.error.message}.`, at);
  return undefined;
};

const outputVariable: Reader<{ name: string; value: Text }> = (node, report) => {
  const fields = fieldsOf(node, 'an output variable', report);
  if (fields === undefined) return undefined;
  const name = fields.required('name', outputName);
  fields.optional('type', choice('String', 'Number'));
  const value = fields.required('value', text);
  fields.ignore('description');
  fields.end();
  return name === undefined || value === undefined ? undefined : { name, value };
};

const outputVariables = namedList('output variable', outputVariable);

/** A call that a delegate makes; the assertion and the outputs go with it, for only the delegate sees the answer. */
export function resolveHttp(spec: HttpSpec, texts: StepTexts): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const name = turn.text(spec.method);
  const method = methodOf(name);
  if (method === undefined) {
    const earlier = turn.result(null);
    return earlier.ok ? refused({ message: unknownMethod(name), at: spec.method.at }) : earlier;
  }
  const { body, assertion: condition, certificate, certificateKey } = spec;
  const task = {
    type: 'Http',
    url: turn.taskText(spec.url),
    method,
    headers: spec.headers.map((each) => ({
      name: turn.text(each.name),
      value: turn.taskText(each.value),
    })),
    ...given('body', body && turn.taskText(body)),
    ...given('assertion', condition && turn.deferred(condition, 'condition', HTTP_ANSWER_NAMES)),
    outputs: spec.outputs.map((each) => ({
      name: each.name,
      value: turn.deferred(each.value, 'text', HTTP_ANSWER_NAMES),
    })),
    ...given('certificate', certificate && turn.taskText(certificate)),
    ...given('certificateKey', certificateKey && turn.taskText(certificateKey)),
  } as const;
  return turn.result({ kind: 'task', task, selectors: spec.delegateSelectors });
}
