import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { APPROVAL } from './testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

describe('evaluating an expression', () => {
  it('uses the names of a context, and tells how it came about', async () => {
    const body = { expression: 'v<+app.version>', context: { app: { version: '1.2' } } };
    expect(granted(await bench.client.evaluateExpression({ body }))).toEqual({
      value: 'v1.2',
      type: 'text',
      trace: [{ expression: 'app.version', value: '1.2', offset: 3 }],
    });
  });

  it('uses the names of an execution, at one of its nodes', async () => {
    granted(await bench.client.createPipeline({ body: APPROVAL }));
    const run = granted(await bench.client.executePipeline({ path: { pipeline: 'gated' } }));
    const execution = run.data.planExecutionId;
    await bench.settle();
    const evaluate = (expression: string, node?: string) =>
      bench.client.evaluateExpression({
        body: { expression, as: 'condition', execution, ...(node === undefined ? {} : { node }) },
      });
    expect(granted(await evaluate('<+pipeline.identifier> == "gated"')).value).toBe(true);
    const gate = 'pipeline.stages.gate';
    expect(granted(await evaluate('<+stage.identifier>', gate)).value).toBe('gate');
    expect(denied(await evaluate('<+stage.identifier>')).code).toBe('INVALID_EXPRESSION');
    expect(denied(await evaluate('1', 'pipeline.stages.none')).code).toBe('NODE_NOT_FOUND');
  });

  it('says why there is no value', async () => {
    const body = { expression: '<+nope>' };
    expect(denied(await bench.client.evaluateExpression({ body })).message).toBe(
      'The expression has no value: `nope` is not defined.',
    );
  });
});
