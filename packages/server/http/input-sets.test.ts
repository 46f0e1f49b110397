import { asExecutionId } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

const PIPELINE = `pipeline:
  identifier: shop
  name: Shop
  variables:
    - {name: region, type: String, value: "<+input>.allowedValues(eu,us)"}
    - {name: tag, type: String, value: <+input>}
    - {name: size, type: String, value: <+input>.default(small)}
  stages:
    - stage:
        identifier: one
        name: One
        type: Custom
        spec:
          execution:
            steps:
              - step: {identifier: pause, name: Pause, type: Wait, spec: {duration: 10s}}
`;

const set = (identifier: string, values: Readonly<Record<string, string>>) => `inputSet:
  identifier: ${identifier}
  name: ${identifier}
  pipeline:
    identifier: shop
    variables:
${Object.entries(values)
  .map(([name, value]) => `      - {name: ${name}, type: String, value: "${value}"}\n`)
  .join('')}`;

const query = { pipelineIdentifier: 'shop' };
const path = { pipeline: 'shop' };

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: PIPELINE }));
  for (const body of [
    set('base', { region: 'eu', tag: 'v1' }),
    set('next', { tag: 'v2' }),
    'overlayInputSet: {identifier: both, name: Both, inputSetReferences: [base, next]}',
  ]) {
    granted(await bench.client.createInputSet({ query, body }));
  }
});
afterEach(() => bench.close());

async function variablesOf(
  inputSetIdentifiers: readonly string[],
  body = '',
  pipeline = 'shop',
): Promise<unknown> {
  const run = await bench.client.executePipeline({
    path: { pipeline },
    query: { inputSetIdentifiers },
    body,
  });
  const { planExecutionId } = granted(run).data;
  const row = await bench.store.executions.row(asExecutionId(planExecutionId));
  const definition = row && (await bench.store.executions.definition(row.definition));
  return definition?.pipeline.variables.map(({ value }) => value.text);
}

describe('input sets', () => {
  it('give a run its inputs, later ones over earlier ones, and the body over all', async () => {
    expect(await variablesOf(['base'])).toEqual(['eu', 'v1', 'small']);
    expect(await variablesOf(['base', 'next'])).toEqual(['eu', 'v2', 'small']);
    expect(await variablesOf(['next', 'base'])).toEqual(['eu', 'v1', 'small']);
    expect(await variablesOf(['both'])).toEqual(['eu', 'v2', 'small']);
    const body = 'pipeline: {identifier: shop, variables: [{name: tag, value: v3}]}';
    expect(await variablesOf(['both'], body)).toEqual(['eu', 'v3', 'small']);
  });

  it('of a pipeline that is a template may give them under its templateInputs', async () => {
    const template = PIPELINE.replace(
      'pipeline:\n',
      'template:\n  versionLabel: "1"\n  type: Pipeline\n',
    ).replace(/ {2}variables:[^]*/, (spec) => `  spec:\n${spec.replaceAll(/^/gm, '  ')}`);
    granted(await bench.client.createTemplate({ body: template }));
    const body = 'pipeline: {identifier: sold, name: Sold, template: {templateRef: account.shop}}';
    granted(await bench.client.createPipeline({ body }));
    const inputs = 'variables: [{name: region, value: eu}, {name: tag, value: v4}]';
    const ofTemplate = (given: string) =>
      `inputSet: {identifier: ours, name: Ours, pipeline: {identifier: sold, template: ${given}}}`;
    const query = { pipelineIdentifier: 'sold' };
    const chooses = ofTemplate(`{templateRef: shop, templateInputs: {${inputs}}}`);
    expect(denied(await bench.client.createInputSet({ query, body: chooses })).message).toContain(
      'take away "templateRef"',
    );
    const stored = ofTemplate(`{templateInputs: {${inputs}}}`);
    granted(await bench.client.createInputSet({ query, body: stored }));
    expect(await variablesOf(['ours'], '', 'sold')).toEqual(['eu', 'v4', 'small']);
    const over = 'pipeline: {identifier: sold, variables: [{name: tag, value: v5}]}';
    expect(await variablesOf(['ours'], over, 'sold')).toEqual(['eu', 'v5', 'small']);
  });

  it('that leave an input open, or are not there, start nothing', async () => {
    const run = (inputSetIdentifiers: readonly string[]) =>
      bench.client.executePipeline({ path, query: { inputSetIdentifiers } });
    expect(denied(await run(['next'])).message).toContain(
      'pipeline.variables.region.value has no value',
    );
    expect(denied(await run(['none']))).toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    expect(
      (await bench.store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 10)).total,
    ).toBe(0);
  });

  it('are merged for whoever wants to look at the inputs first', async () => {
    const body = { inputSetReferences: ['base', 'next'] };
    const { data } = granted(await bench.client.mergeInputSets({ query, body }));
    expect(data.pipelineYaml).toContain('value: v2');
    expect(data.pipelineYaml).toContain('value: eu');
  });

  it('that do not fit the pipeline are refused', async () => {
    const body = set('odd', { region: 'mars', planet: 'x' });
    const refused = denied(await bench.client.createInputSet({ query, body }));
    expect(refused).toMatchObject({ code: 'INVALID_INPUT_SET' });
    expect(refused.problems.map(({ code }) => code).toSorted()).toEqual([
      'input-not-allowed',
      'not-an-input',
    ]);
    // By their places in what was sent.
    const lines = body.split('\n');
    const { line } = refused.problems.find(({ code }) => code === 'not-an-input') ?? { line: 0 };
    expect(lines[line - 1]).toContain('planet');
  });

  it('become outdated when the pipeline changes under them', async () => {
    const changed = PIPELINE.replace('name: tag', 'name: label');
    granted(await bench.client.updatePipeline({ path, body: changed }));
    granted(await bench.client.deleteInputSet({ path: { inputSet: 'base' }, query }));
    const get = async (inputSet: string) =>
      granted(await bench.client.getInputSet({ path: { inputSet }, query })).data;
    expect(await get('next')).toMatchObject({
      isOutdated: true,
      problems: [{ code: 'not-an-input' }],
    });
    expect(await get('both')).toMatchObject({
      inputSetType: 'OVERLAY_INPUT_SET',
      isOutdated: true,
      invalidInputSetReferences: ['base'],
    });
    const { data } = granted(await bench.client.listInputSets({ query }));
    expect(data.content.map(({ identifier }) => identifier).toSorted()).toEqual(['both', 'next']);
  });

  it('of one pipeline are not those of another', async () => {
    granted(
      await bench.client.createPipeline({
        body: PIPELINE.replace('identifier: shop', 'identifier: other'),
      }),
    );
    const other = { pipelineIdentifier: 'other' };
    expect(
      denied(await bench.client.getInputSet({ path: { inputSet: 'base' }, query: other })).code,
    ).toBe('OBJECT_NOT_FOUND');
    const body = set('base', { tag: 'v1' });
    expect(denied(await bench.client.createInputSet({ query: other, body })).code).toBe(
      'IDENTIFIER_MISMATCH',
    );
  });
});

const SCOPE = { accountId: 'default', orgId: 'default', projectId: 'default_project' };

describe('input sets in the v1 spelling', () => {
  const at = { org: 'default', project: 'default_project' };
  const of = { pipeline: 'shop' };
  const yaml = set('weekly', { tag: 'v3' });
  const one = { path: { ...at, inputSet: 'weekly' }, query: of };

  it('are created, read, changed, listed and removed', async () => {
    const { client } = bench;
    const said = { identifier: 'weekly', name: 'weekly', description: 'd', tags: { a: 'b' } };
    const body = { input_set_yaml: yaml, ...said };
    const created = granted(await client.v1CreateInputSet({ path: at, query: of, body }));
    expect(created).toMatchObject({ ...said, ...at, input_set_yaml: yaml, valid: true });
    expect(granted(await client.v1GetInputSet(one))).toEqual(created);
    const changed = { input_set_yaml: set('weekly', { tag: 'v4' }) };
    granted(await client.v1UpdateInputSet({ ...one, body: changed }));
    expect(granted(await client.v1GetInputSet(one))).toMatchObject(changed);
    const all = '/v1/orgs/default/projects/default_project/input-sets?pipeline=shop';
    const listed = await bench.send('GET', `${all}&limit=2`);
    expect(listed.headers.get('x-total-elements')).toBe('4');
    expect(await listed.json()).toMatchObject([{ identifier: 'base' }, { identifier: 'both' }]);
    const removed = await bench.send('DELETE', all.replace('?', '/weekly?'));
    expect(removed.status).toBe(204);
    expect(denied(await client.v1GetInputSet(one)).code).toBe('OBJECT_NOT_FOUND');
  });

  it('may not be called otherwise by the request around them', async () => {
    const body = { input_set_yaml: yaml, identifier: 'monthly' };
    const created = await bench.client.v1CreateInputSet({ path: at, query: of, body });
    expect(denied(created).code).toBe('IDENTIFIER_MISMATCH');
  });
});
