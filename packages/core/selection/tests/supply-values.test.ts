import { asInstant } from '@reprise/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateText, lookupIn, secretOf, toText } from '../../expression/index.ts';
import { parsePipeline, type Step } from '../../pipeline/index.ts';
import { type ExpressionValues, expressionsAsked, type PastValue, supplyValues } from '../index.ts';
import { asWritten, pipelineOf, stage, TAG } from '../testing/pipelines.ts';

const OUT: ReadonlySet<string> = new Set(['build']);
const shipping = (script: string, more?: string) => pipelineOf(stage('ship', script), more);

function supplied(yaml: string, values: ExpressionValues, past?: PastValue): string {
  const answer = supplyValues(asWritten(yaml), OUT, values, past);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.yaml;
}
function refusal(yaml: string, values: ExpressionValues): string {
  const answer = supplyValues(asWritten(yaml), OUT, values);
  return answer.ok ? 'supplied' : `${answer.error.code}: ${answer.error.message}`;
}

/** The text of the script as the run would hand it to the shell. */
function scriptIn(yaml: string): string {
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  const entry = pipeline?.stages[0];
  const first = entry?.kind === 'stage' ? entry.stage.steps[0] : undefined;
  const step: Step | undefined = first?.kind === 'step' ? first.step : undefined;
  const text = step?.spec.type === 'ShellScript' ? step.spec.script.text : '';
  const evaluated = evaluateText(text, lookupIn({ name: 'world' }, asInstant(0)));
  if (!evaluated.ok) throw new Error(evaluated.error.message);
  return toText(evaluated.value.value);
}

describe('a value', () => {
  it('stands where the expression stood, among other text', () => {
    const yaml = supplied(shipping(`push ${TAG} and ${TAG}`), { [TAG]: 'v1' });
    expect(scriptIn(yaml)).toBe('push v1 and v1');
  });

  it('may be given without the brackets', () => {
    expect(scriptIn(supplied(shipping(TAG), { [TAG.slice(2, -1)]: 'v1' }))).toBe('v1');
  });

  it('is taken on by the functions that were called on the expression', () => {
    const yaml = shipping(`<+${TAG.slice(2, -1)}.toUpperCase()> <+${TAG} == "v1">`);
    expect(scriptIn(supplied(yaml, { [TAG]: 'v1' }))).toBe('V1 true');
  });

  it('is data, whatever is in it: it is never evaluated, never YAML, never the end of a quote', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc
            .array(
              fc.constantFrom(
                '<+',
                'name',
                '>',
                '"',
                "'",
                '\\',
                '\n',
                ': ',
                '#',
                '\r',
                '{{',
                'u003c',
              ),
            )
            .map((parts) => parts.join('')),
        ),
        (value) => {
          const script = `[${TAG}] <+"${TAG}" + '!'>`;
          expect(scriptIn(supplied(shipping(script), { [TAG]: value }))).toBe(
            `[${value}] ${value}!`,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is needed for each expression that asks a stage outside, all of them named at once', () => {
    const yaml = shipping(`${TAG} <+pipeline.stages.<+name>.status> <+pipeline.stages.ship.name>`);
    const said = refusal(yaml, {});
    expect(said).toMatch(/^VALUE_MISSING/);
    expect(said).toContain(`${TAG}: asks stage build`);
    expect(said).toContain('<+pipeline.stages.<+name>.status>: which stage it asks is known only');
    expect(said).not.toContain('ship.name');
  });

  it('may be empty', () => {
    expect(scriptIn(supplied(shipping(`[${TAG}]`), { [TAG]: '' }))).toBe('[]');
  });

  it('that nothing asks for is refused, with what is asked for', () => {
    const said = refusal(shipping(TAG), { [TAG]: 'v1', '<+pipeline.stages.build.name>': 'x' });
    expect(said).toMatch(/^VALUE_NOT_ASKED: .*pipeline\.stages\.build\.name.*outputVariables\.tag/);
  });

  it('of an expression around another spares the one inside', () => {
    const outer = `<+pipeline.stages.<+pipeline.stages.build.name>.status>`;
    expect(expressionsAsked(shipping(outer), OUT)).toEqual([{ expression: outer, stage: null }]);
    expect(scriptIn(supplied(shipping(outer), { [outer]: 'SUCCEEDED' }))).toBe('SUCCEEDED');
  });

  it('of a past execution fills what nobody gave, a secret as a reference', () => {
    const known: PastValue = ({ stage: asked }) =>
      asked === 'build' ? secretOf('token') : undefined;
    expect(supplied(shipping(TAG), {}, known)).toContain('secrets.getValue(');
    expect(scriptIn(supplied(shipping(TAG), { [TAG]: 'mine' }, known))).toBe('mine');
  });
});

describe('variables of the pipeline', () => {
  const variables = `allowStageExecutions: true
  variables:
    - {name: tag, type: String, value: "${TAG}"}
    - {name: idle, type: String, value: "<+pipeline.stages.build.name>"}`;

  it('get the value when the stage uses them', () => {
    const yaml = supplied(shipping('<+pipeline.variables.tag>', variables), { [TAG]: 'v1' });
    const value = parsePipeline(yaml).pipeline?.variables[0]?.value.text ?? '';
    expect(evaluateText(value, () => undefined)).toMatchObject({ value: { value: 'v1' } });
  });

  it('that nobody uses ask for nothing, and are gone', () => {
    const yaml = supplied(shipping('true', variables), {});
    expect(parsePipeline(yaml).problems).toEqual([]);
    expect(parsePipeline(yaml).pipeline?.variables).toEqual([]);
  });
});
