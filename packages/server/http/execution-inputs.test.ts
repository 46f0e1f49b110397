import { nodeExecutionIdOf } from '@reprise/api';
import { asExecutionId, asNodeKey } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

const YAML = `pipeline:
  identifier: asks
  name: Asks
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Custom
        variables:
          - name: env
            type: String
            value: <+input>.executionInput().default(dev).allowedValues(dev,prod)
        spec:
          execution:
            steps:
              - step: {identifier: pause, name: Pause, type: Wait, spec: {duration: 10s}}
`;

let bench: ApiBench;
let execution: string;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: YAML }));
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'asks' } }));
  execution = begun.data.planExecutionId;
  await bench.settle();
});
afterEach(() => bench.close());

const node = (key = 'pipeline.stages.deploy') =>
  nodeExecutionIdOf(asExecutionId(execution), asNodeKey(key));

async function shown() {
  const { data } = granted(await bench.client.getExecution({ path: { execution } }));
  return data.executionGraph.nodeMap[node()];
}

describe('a stage that waits for inputs', () => {
  it('shows what it waits for', async () => {
    expect(await shown()).toMatchObject({
      status: 'InputWaiting',
      awaitedInputs: { names: ['env'] },
      givenInputs: null,
    });
    const { data } = granted(await bench.client.getExecutionInputs({ path: { node: node() } }));
    expect(data).toMatchObject({
      nodeExecutionId: node(),
      inputs: [{ name: 'env', default: 'dev', allowedValues: ['dev', 'prod'] }],
    });
    expect(data.inputTemplate).toContain('identifier: deploy');
  });

  it('goes on with the template that has values in it', async () => {
    const { data } = granted(await bench.client.getExecutionInputs({ path: { node: node() } }));
    const body = data.inputTemplate.replace(/value: .*/, 'value: prod');
    granted(await bench.client.giveExecutionInputs({ path: { node: node() }, body }));
    expect(await shown()).toMatchObject({
      status: 'Running',
      awaitedInputs: null,
      givenInputs: { env: 'prod' },
    });
    const again = await bench.client.giveExecutionInputs({ path: { node: node() }, body });
    expect(denied(again)).toMatchObject({ code: 'NOT_WAITING_FOR_INPUT', httpStatus: 409 });
  });

  it('keeps who gave them, and not what was given', async () => {
    const body = 'stage: {identifier: deploy, variables: [{name: env, value: prod}]}';
    granted(await bench.client.giveExecutionInputs({ path: { node: node() }, body }));
    const { acts } = granted(await bench.client.listActs({ path: { execution } }));
    expect(acts.map(({ action, change }) => ({ action, change }))).toEqual([
      { action: 'give inputs', change: { node: node() } },
      { action: 'run', change: {} },
    ]);
  });

  it.each([
    ['stage: {identifier: deploy, variables: [{name: env, value: qa}]}', 'one of dev, prod'],
    ['stage: {identifier: deploy, variables: [{name: evn, value: qa}]}', 'line 1, column'],
  ])('refuses %s, and says why', async (body, message) => {
    const answer = await bench.client.giveExecutionInputs({ path: { node: node() }, body });
    const refused = denied(answer);
    expect(refused).toMatchObject({ code: 'EXECUTION_INPUT_INVALID', httpStatus: 400 });
    expect(refused.message).toContain(message);
    expect((await shown())?.status).toBe('InputWaiting');
  });

  it('is told from a node that asks for nothing', async () => {
    const path = { node: node('pipeline.stages.deploy.spec.execution.steps.pause') };
    expect(denied(await bench.client.getExecutionInputs({ path })).code).toBe('NODE_NOT_FOUND');
    const nobody = await bench.client.getExecutionInputs({ path: { node: 'x' } });
    expect(denied(nobody).code).toBe('NODE_NOT_FOUND');
  });
});
