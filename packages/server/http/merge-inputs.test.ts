import { asExecutionId } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

const stage = (identifier: string) => `
    - stage:
        identifier: ${identifier}
        name: ${identifier}
        type: Custom
        variables:
          - {name: target, type: String, value: <+input>}
        spec:
          execution:
            steps:
              - step: {identifier: pause, name: Pause, type: Wait, spec: {duration: 10s}}`;

const PIPELINE = `pipeline:
  identifier: shop
  name: Shop
  variables:
    - {name: tag, type: String, value: <+input>}
  stages:${stage('build')}${stage('ship')}
`;

const inputs = (tag: string, targets: Readonly<Record<string, string>>) => `pipeline:
    identifier: shop
    variables:
      - {name: tag, type: String, value: ${tag}}
    stages:
${Object.entries(targets)
  .map(
    ([name, target]) =>
      `      - stage: {identifier: ${name}, type: Custom, variables: [{name: target, type: String, value: ${target}}]}\n`,
  )
  .join('')}`;

const query = { pipelineIdentifier: 'shop' };
const path = { pipeline: 'shop' };

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: PIPELINE }));
});
afterEach(() => bench.close());

const storeSet = async (): Promise<void> => {
  const body = `inputSet:\n  identifier: base\n  name: Base\n  ${inputs('v1', { build: 'x86', ship: 'eu' })}`;
  granted(await bench.client.createInputSet({ query, body }));
};

describe('the skeleton of the inputs', () => {
  it('is of the named stages only, and of what the pipeline asks for itself', async () => {
    const body = { stageIdentifiers: ['ship'] };
    const { data } = granted(await bench.client.inputsTemplate({ query, body }));
    expect(data.inputSetTemplateYaml).toContain('identifier: ship');
    expect(data.inputSetTemplateYaml).toContain('name: tag');
    expect(data.inputSetTemplateYaml).not.toContain('build');
  });

  it('of a stage that is not there is refused, and the stage named', async () => {
    const body = { stageIdentifiers: ['shipp'] };
    expect(denied(await bench.client.inputsTemplate({ query, body }))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('no stage shipp'),
    });
  });

  it('says whether there are input sets', async () => {
    const hasInputSets = async () =>
      granted(await bench.client.inputsTemplate({ query, body: {} })).data.hasInputSets;
    expect(await hasInputSets()).toBe(false);
    await storeSet();
    expect(await hasInputSets()).toBe(true);
  });
});

describe('merged inputs', () => {
  beforeEach(storeSet);

  it('are those of the named stages, with the last YAML over the sets, and the pipeline on demand', async () => {
    const body = {
      inputSetReferences: ['base'],
      stageIdentifiers: ['ship'],
      lastYamlToMerge: inputs('v2', {}),
      withMergedPipelineYaml: true,
    };
    const { data } = granted(await bench.client.mergeInputSets({ query, body }));
    expect(data.pipelineYaml).toContain('v2');
    expect(data.pipelineYaml).toContain('eu');
    expect(data.pipelineYaml).not.toContain('x86');
    expect(data.completePipelineYaml).toContain('value: "eu"');
    const plain = { inputSetReferences: ['base'] };
    const merged = granted(await bench.client.mergeInputSets({ query, body: plain })).data;
    expect([merged.pipelineYaml.includes('x86'), merged.completePipelineYaml]).toEqual([
      true,
      null,
    ]);
  });

  it('with the skeleton keep what still fits: the rest is left out or stays open', async () => {
    const runtimeInputYaml = inputs('v3', { build: 'arm', gone: 'nowhere' });
    const body = { runtimeInputYaml };
    const { pipelineYaml } = granted(await bench.client.mergeWithTemplate({ query, body })).data;
    expect(pipelineYaml).toContain('v3');
    expect(pipelineYaml).toContain('arm');
    expect(pipelineYaml).toContain('<+input>');
    expect(pipelineYaml).not.toContain('nowhere');
  });
});

describe('a run by a list of input sets', () => {
  beforeEach(storeSet);

  it('takes their inputs, and the last YAML over them', async () => {
    const body = { inputSetReferences: ['base'], lastYamlToMerge: inputs('v9', {}) };
    const run = granted(await bench.client.executeWithInputSets({ path, body }));
    const row = await bench.store.executions.row(asExecutionId(run.data.planExecutionId));
    const definition = row && (await bench.store.executions.definition(row.definition));
    expect(definition?.pipeline.variables.map(({ value }) => value.text)).toEqual(['v9']);
    expect(definition?.compiledYaml).toContain('value: "x86"');
  });

  it('refuses chosen stages of a pipeline that does not allow that, before anything starts', async () => {
    const body = { inputSetReferences: ['base'], stageIdentifiers: ['ship'] };
    const refused = denied(await bench.client.executeWithInputSets({ path, body }));
    expect(refused.code).toBe('STAGE_EXECUTION_NOT_ALLOWED');
  });
});
