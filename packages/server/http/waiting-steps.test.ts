import { nodeExecutionIdOf } from '@reprise/api';
import { asExecutionId, asMilliseconds, asNodeKey } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

/** `eu` fails and asks what to do while `us` goes on; `ask` wants to know which environment. */
const YAML = `pipeline:
  identifier: regions
  name: All regions
  stages:
    - parallel:
        - stage:
            identifier: eu
            name: Deploy eu
            type: Custom
            spec:
              execution:
                steps:
                  - step:
                      identifier: roll
                      name: Roll out
                      type: ShellScript
                      failureStrategies:
                        - onFailure:
                            errors: [AllErrors]
                            action: {type: ManualIntervention, spec: {timeout: 1h, onTimeout: {action: {type: Ignore}}}}
                      spec: {shell: Bash, source: {type: Inline, spec: {script: "exit 3"}}}
        - stage:
            identifier: us
            name: Deploy us
            type: Custom
            spec:
              execution:
                steps:
                  - step: {identifier: wait, name: Wait, type: Wait, spec: {duration: 1d}}
    - stage:
        identifier: ask
        name: Ask
        type: Custom
        variables:
          - {name: env, type: String, value: <+input>.executionInput().default(dev)}
        spec:
          execution:
            steps:
              - step: {identifier: pause, name: Pause, type: Wait, spec: {duration: 1d}}
`;

let bench: ApiBench;
let execution: string;
beforeEach(async () => {
  bench = await openApiBench();
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'roll'
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'], exitCode: 3 } }
      : { status: 'Success', outputs: {} };
  granted(await bench.client.createPipeline({ body: YAML }));
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'regions' } }));
  execution = begun.data.planExecutionId;
  await bench.settle();
});
afterEach(() => bench.close());

const ROLL = 'pipeline.stages.eu.spec.execution.steps.roll';
const idOf = (key: string) => nodeExecutionIdOf(asExecutionId(execution), asNodeKey(key));
const waiting = async (query: object = {}) =>
  granted(await bench.client.waitingSteps({ query })).steps;
const decide = async (interruptType: string): Promise<void> => {
  const path = { execution, node: idOf(ROLL) };
  granted(await bench.client.interveneNode({ path, query: { interruptType } }));
  await bench.settle();
};

describe('what waits for people besides approvals', () => {
  it('is a failed step, with why it failed and what becomes of it, while something else goes on', async () => {
    const { status } = granted(await bench.client.executionHead({ path: { execution } }));
    expect(status).toBe('Running');
    const [step, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(step).toEqual({
      execution: {
        planExecutionId: execution,
        pipelineIdentifier: 'regions',
        name: 'All regions',
        runSequence: 1,
        triggeredBy: 'local',
        startTs: expect.any(Number),
      },
      nodeExecutionId: idOf(ROLL),
      node: ROLL,
      stage: 'Deploy eu',
      name: 'Roll out',
      startTs: expect.any(Number),
      deadline: bench.clock.now() + 3_600_000,
      status: 'InterventionWaiting',
      failureMessage: 'exit 3',
      attempts: 1,
      onTimeout: 'Ignore',
    });
  });

  it('waits on in an execution that is paused', async () => {
    const query = { interruptType: 'Pause' };
    granted(await bench.client.interruptExecution({ path: { execution }, query }));
    await bench.settle();
    expect(await waiting()).toMatchObject([{ node: ROLL }]);
  });

  it('is no more when it was decided, and again when the next try failed', async () => {
    await decide('Retry');
    expect(await waiting()).toMatchObject([{ node: ROLL, attempts: 2 }]);
    await decide('MarkAsSuccess');
    expect(await waiting()).toEqual([]);
  });

  it('is a stage that asks for inputs, with what it asks', async () => {
    await decide('Ignore');
    await bench.pass(asMilliseconds(24 * 3_600_000));
    await bench.settle();
    expect(await waiting()).toMatchObject([
      {
        status: 'InputWaiting',
        node: 'pipeline.stages.ask',
        stage: 'Ask',
        name: 'Ask',
        inputTemplate: expect.stringContaining('<+input>'),
      },
    ]);
  });

  it('is told of one project alone, and not of what has ended', async () => {
    const elsewhere = await bench.client.waitingSteps({ query: { projectIdentifier: 'x' } });
    expect(denied(elsewhere)).toMatchObject({ code: 'SCOPE_NOT_FOUND' });
    const query = { interruptType: 'AbortAll' };
    granted(await bench.client.interruptExecution({ path: { execution }, query }));
    await bench.settle();
    expect(await waiting()).toEqual([]);
  });
});
