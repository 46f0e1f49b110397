import { type Json, ok, type Result, type Text } from '@reprise/core';
import {
  type Fields,
  fieldsOf,
  given,
  isRuntimeInput,
  listOf,
  namedList,
  type Reader,
  text,
  type WrittenValue,
  writtenValue,
} from '../yaml/index.ts';
import { outputName } from './environment.ts';
import type { ChainedPipelineSpec, ChildOutput, StepWork } from './model/index.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

/**
 * Reads the `spec` of a stage of type Pipeline. It is no step that a pipeline can write: the stage holds one step that
 * runs the child, so that time-outs, failure strategies and attempts are those of any step.
 */
export function readChainedPipeline(fields: Fields): ChainedPipelineSpec | undefined {
  const org = fields.required('org', text);
  const project = fields.required('project', text);
  const pipeline = fields.required('pipeline', text);
  const inputs = fields.optional('inputs', childInputs);
  const inputSets = fields.optional('inputSetReferences', texts) ?? [];
  const outputs = fields.optional('outputs', childOutputs) ?? [];
  fields.unsupported('pipelineInputs');
  if (org === undefined || project === undefined || pipeline === undefined) return undefined;
  return {
    type: 'Pipeline',
    org,
    project,
    pipeline,
    ...given('inputs', inputs),
    inputSets,
    outputs,
  };
}

/** A map, or `<+input>` for all of it. */
const childInputs: Reader<WrittenValue> = (node, report) => {
  if (isRuntimeInput(node)) return undefined;
  return fieldsOf(node, 'the inputs of a child pipeline', report) && writtenValue(node, report);
};

const texts: Reader<readonly Text[]> = (node, report) =>
  isRuntimeInput(node) ? [] : listOf(text)(node, report);

const childOutputs: Reader<readonly ChildOutput[]> = namedList('output', (node, report) => {
  const fields = fieldsOf(node, 'an output of a child pipeline', report);
  const name = fields?.required('name', outputName);
  const value = fields?.required('value', text);
  fields?.end();
  return name === undefined || value === undefined ? undefined : { name, value };
});

/** Which pipeline runs, with which inputs. Its outputs are worked out in the child, once it has ended. */
export function resolveChainedPipeline(
  spec: ChainedPipelineSpec,
  stepTexts: StepTexts,
): Result<StepWork, StepTextError> {
  const inTurn = new TextsInTurn(stepTexts);
  const child = {
    orgId: inTurn.text(spec.org),
    projectId: inTurn.text(spec.project),
    pipelineId: inTurn.text(spec.pipeline),
    inputsYaml:
      spec.inputs === undefined ? '' : JSON.stringify({ pipeline: jsonOf(spec.inputs, inTurn) }),
    inputSets: spec.inputSets.map((each) => inTurn.text(each)),
  };
  const resolved = inTurn.result({ kind: 'pipeline' as const, child });
  return resolved.ok ? ok(resolved.value) : resolved;
}

function jsonOf(value: WrittenValue, inTurn: TextsInTurn): Json {
  switch (value.kind) {
    case 'text': {
      const evaluated = inTurn.text(value.text);
      return value.text.text.includes('<+') ? asData(evaluated) : evaluated;
    }
    case 'list':
      return value.items.map((item) => jsonOf(item, inTurn));
    case 'map':
      return Object.fromEntries(
        value.entries.map(([name, inner]) => [name, jsonOf(inner, inTurn)]),
      );
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * What an expression was worth is data: where it reads like an expression it is handed on as one that is worth just
 * that text, so that the child does not evaluate it a second time.
 */
const asData = (evaluated: string): string =>
  evaluated.includes('<+')
    ? `<+"${evaluated.replaceAll(/[<\\"\n\r\t]/g, (mark) => ESCAPES[mark] ?? mark)}">`
    : evaluated;
