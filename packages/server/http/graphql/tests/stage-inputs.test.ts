import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from '../../testing/api-bench.ts';
import { ASKING_STAGE } from '../testing/asking-stage.ts';
import { APPLICATION, ask, onlyError, run } from '../testing/bench.ts';

let bench: ApiBench;
let execution: string;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: ASKING_STAGE }));
  execution = await run(bench, 'asks');
});
afterEach(() => bench.close());

const GIVE = `mutation ($input: PipelineResumeRuntimeInput!) {
  pipelineResumeRuntime(input: $input) { clientMutationId status }
}`;
const give = (values: Readonly<Record<string, string>>, more: object = {}) =>
  ask(bench, GIVE, {
    input: {
      applicationId: APPLICATION,
      pipelineExecutionId: execution,
      pipelineStageElementId: 'deploy',
      variableInputs: Object.entries(values).map(([name, value]) => ({
        name,
        variableValue: { type: 'NAME', value },
      })),
      ...more,
    },
  });

const shown = async () => {
  const { data } = await ask(
    bench,
    `{ execution(executionId: "${execution}") { status ... on PipelineExecution { pipelineStageExecutions {
      ... on WorkflowStageExecution { status
        runtimeInputVariables { name type required allowedValues defaultValue allowMultipleValues fixed }
        inputVariables { name value } } } } } }`,
  );
  return data;
};

describe('a stage that waits for its inputs', () => {
  it('is paused, and says what it asks for; the name of a secret is not told', async () => {
    expect(await shown()).toEqual({
      execution: {
        status: 'PAUSED',
        pipelineStageExecutions: [
          {
            status: 'PAUSED',
            runtimeInputVariables: [
              {
                name: 'env',
                type: 'String',
                required: true,
                allowedValues: ['dev', 'prod'],
                defaultValue: null,
                allowMultipleValues: false,
                fixed: false,
              },
            ],
            inputVariables: [
              { name: 'region', value: 'eu' },
              { name: 'env', value: '<+input>.executionInput().allowedValues(dev,prod)' },
            ],
          },
        ],
      },
    });
  });

  it('goes on when it is given them, once', async () => {
    const { data } = await give({ env: 'prod' }, { clientMutationId: 'x' });
    expect(data).toEqual({ pipelineResumeRuntime: { clientMutationId: 'x', status: true } });
    expect(await shown()).toMatchObject({ execution: { status: 'RUNNING' } });
    expect((await give({ env: 'prod' })).errors).toMatchObject([
      { extensions: { code: 'NOT_WAITING_FOR_INPUT' } },
    ]);
  });

  it.each([
    ['a value that is not allowed', { env: 'moon' }, {}, 'not one of dev, prod'],
    ['a name that it does not ask for', { colour: 'red' }, {}, 'colour'],
    [
      'a stage that there is not',
      { env: 'prod' },
      { pipelineStageElementId: 'none' },
      'There is no',
    ],
    ['half a character', { env: 'prod' }, { pipelineStageElementId: '\ud800' }, 'There is no'],
    ['an id that is none', { env: 'prod' }, { pipelineExecutionId: '../x' }, 'There is no'],
    ['another application', { env: 'prod' }, { applicationId: 'other' }, 'does not exist'],
  ])('is not given %s', async (_, values, more, named) => {
    const answer = await give(values, more);
    expect(answer.data).toEqual({ pipelineResumeRuntime: null });
    expect(onlyError(answer)).toContain(named);
    expect(await shown()).toMatchObject({ execution: { status: 'PAUSED' } });
  });
});
