import type { Text } from '@reprise/core';
import type { Comparison, CriteriaSpec } from '@reprise/core/step-types';
import { describe, expect, it } from 'vitest';
import { customApproval, pipeline, stage, text, variable } from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

const says = { status: 'yes' };
const waits = { status: 'perhaps' };

describe('the criteria of an approval by a script', () => {
  const compare = (
    operator: Comparison<Text>['operator'],
    value: string,
    key = 'status',
  ): Comparison<Text> => ({ key, operator, value: text(value) });
  const all = (...comparisons: readonly Comparison<Text>[]): CriteriaSpec => ({
    kind: 'comparisons',
    match: 'all',
    comparisons,
  });
  const any = (...comparisons: readonly Comparison<Text>[]): CriteriaSpec => ({
    kind: 'comparisons',
    match: 'any',
    comparisons,
  });
  const jexl = (condition: string): CriteriaSpec => ({
    kind: 'condition',
    condition: text(condition),
  });

  function statusFor(
    approval: CriteriaSpec,
    published: Readonly<Record<string, string>>,
    rejection: CriteriaSpec = all(compare('equals', 'never')),
  ) {
    const gate = customApproval('ask', { approval, rejection });
    const run = Run.start(pipeline([stage('gate', [gate])]));
    run.succeed('ask', published);
    return run.status('ask');
  }

  it.each([
    ['equals', 'yes', 'yes', true],
    ['equals', 'yes', 'YES', false],
    ['not equals', 'yes', 'no', true],
    ['not equals', 'yes', 'yes', false],
    ['in', 'done, yes', 'yes', true],
    ['in', 'done, yes', 'ye', false],
    ['not in', 'open, new', 'done', true],
    ['not in', 'open, new', 'new', false],
  ] as const)('%s "%s" of "%s": %s', (operator, value, status, holds) => {
    const found = statusFor(all(compare(operator, value)), { status });
    expect(found).toBe(holds ? 'Success' : 'ApprovalWaiting');
  });

  it('compare nothing with what the script has left unset', () => {
    expect(statusFor(all(compare('not equals', 'open')), {})).toBe('ApprovalWaiting');
    expect(statusFor(all(compare('not in', 'open', 'toString')), says)).toBe('ApprovalWaiting');
  });

  it('hold by all of their conditions, or by any', () => {
    const both = [compare('equals', 'yes'), compare('equals', 'prod', 'place')];
    expect(statusFor(all(...both), says)).toBe('ApprovalWaiting');
    expect(statusFor(all(...both), { ...says, place: 'prod' })).toBe('Success');
    expect(statusFor(any(...both), says)).toBe('Success');
  });

  it('are a yes where both a yes and a no hold', () => {
    const yes = all(compare('equals', 'yes'));
    expect(statusFor(yes, says, all(compare('not equals', 'perhaps')))).toBe('Success');
  });

  it.each([
    ['<+output.status> == "yes"', 'Success'],
    ['<+output.outputVariables.status> == <+pipeline.variables.wanted>', 'Success'],
    ['<+json.select("a.b", <+output.body>)> == "1"', 'Success'],
    ['<+output.status> == "done"', 'ApprovalWaiting'],
    ['<+output.stat> == "yes"', 'Failed'],
    ['<+output.body>', 'Failed'],
  ] as const)('may be the expression %s: %s', (condition, status) => {
    const gate = customApproval('ask', { approval: jexl(condition) });
    const variables = [variable('wanted', 'yes')];
    const run = Run.start(pipeline([stage('gate', [gate])], { variables }));
    run.succeed('ask', { ...says, body: '{"a": {"b": "1"}}' });
    expect(run.status('ask')).toBe(status);
  });

  it('take what a script publishes for data, never for an expression', () => {
    expect(statusFor(jexl('<+output.status> == "yes"'), { status: '<+"yes">' })).toBe(
      'ApprovalWaiting',
    );
  });

  it.each([
    ['not equals', all(compare('not equals', 'open'))],
    ['by an expression', jexl('<+output.get("status")> != null')],
  ])('see nothing of an output that is a secret: %s', (_, approval) => {
    const gate = customApproval('ask', { approval });
    if (gate.spec.type !== 'CustomApproval') throw new Error('this is no approval by a script');
    const outputs = [{ name: 'status', variable: 'status', secret: true }];
    const spec = { ...gate.spec, check: { ...gate.spec.check, outputs } };
    const run = Run.start(pipeline([stage('gate', [{ ...gate, spec }])]));
    run.take('ask');
    const outputVariables = { status: { secret: 'output:r4nd0m' } };
    run.report('ask', { status: 'Success', outputs: { outputVariables } });
    expect(run.status('ask')).toBe('ApprovalWaiting');
  });

  it('say which of them had no value', () => {
    const gate = customApproval('ask', {
      approval: all(compare('equals', 'yes')),
      rejection: jexl('<+output.nothing>'),
    });
    const run = Run.start(pipeline([stage('gate', [gate])]));
    run.succeed('ask', waits);
    expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
      failure: {
        message: expect.stringContaining('rejectionCriteria have no value: `output.nothing`'),
        types: ['ConfigurationFailure'],
      },
    });
  });
});
