import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { inputsOf, SHIPPING, UNSUPPORTED, WITH_INPUTS } from './testing/pipelines.ts';

const V1 = '/v1/orgs/default/projects/default_project/pipelines';
let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

describe('storing a pipeline', () => {
  it('keeps it to be read back as it was written', async () => {
    const created = granted(await bench.client.createPipeline({ body: SHIPPING }));
    expect(created.data).toEqual({ identifier: 'shipping', version: 1, governanceMetadata: null });
    const read = granted(await bench.client.getPipeline({ path: { pipeline: 'shipping' } }));
    expect(read.data).toMatchObject({ yamlPipeline: SHIPPING, name: 'Shipping', version: 1 });
  });

  it('takes the YAML under any content type, and as one JSON string', async () => {
    const init = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(SHIPPING),
    };
    expect((await bench.send('POST', '/gateway/pipeline/api/pipelines', init)).status).toBe(200);
  });

  it('takes a pipeline that is not supported yet, and lists it', async () => {
    granted(await bench.client.createPipeline({ body: UNSUPPORTED }));
    const { data } = granted(await bench.client.listPipelines({}));
    expect(data).toMatchObject({
      totalElements: 1,
      totalItems: 1,
      content: [{ identifier: 'cloudy', stageNames: ['Flag'], numOfStages: 1 }],
    });
  });

  it('refuses one with errors, naming every place', async () => {
    const yaml = SHIPPING.replace('name: Shipping', 'nam: Shipping').replace(
      'shell: Bash',
      'shell: Fish',
    );
    const refused = denied(await bench.client.createPipeline({ body: yaml }));
    expect(refused).toMatchObject({ httpStatus: 400, code: 'INVALID_PIPELINE' });
    expect(refused.problems.length).toBeGreaterThanOrEqual(2);
    for (const { line, column } of refused.problems) {
      expect(refused.message).toContain(`line ${line}, column ${column}: `);
    }
  });

  it('refuses an identifier that is taken', async () => {
    granted(await bench.client.createPipeline({ body: SHIPPING }));
    expect(denied(await bench.client.createPipeline({ body: SHIPPING }))).toMatchObject({
      httpStatus: 409,
      code: 'PIPELINE_EXISTS',
    });
  });
});

describe('changing a pipeline', () => {
  beforeEach(async () => {
    granted(await bench.client.createPipeline({ body: SHIPPING }));
  });
  const path = { pipeline: 'shipping' };

  it('counts its versions', async () => {
    const changed = SHIPPING.replace('name: Shipping', 'name: Sailing');
    const saved = granted(await bench.client.updatePipeline({ path, body: changed }));
    expect(saved.data.version).toBe(2);
    const read = granted(await bench.client.getPipeline({ path }));
    expect(read.data).toMatchObject({ name: 'Sailing', gitDetails: { objectId: '2' } });
  });

  it('is refused when somebody saved in between', async () => {
    const query = { lastObjectId: 1 };
    granted(await bench.client.updatePipeline({ path, query, body: SHIPPING }));
    const refused = denied(await bench.client.updatePipeline({ path, query, body: SHIPPING }));
    expect(refused).toMatchObject({ httpStatus: 409, code: 'VERSION_CONFLICT' });
  });

  it('is refused when the YAML is of another pipeline', async () => {
    const body = SHIPPING.replace('identifier: shipping', 'identifier: other');
    expect(denied(await bench.client.updatePipeline({ path, body })).code).toBe(
      'IDENTIFIER_MISMATCH',
    );
  });

  it('is refused for a pipeline that does not exist', async () => {
    const body = SHIPPING.replace('identifier: shipping', 'identifier: other');
    const refused = denied(
      await bench.client.updatePipeline({ path: { pipeline: 'other' }, body }),
    );
    expect(refused).toMatchObject({ httpStatus: 404, code: 'PIPELINE_NOT_FOUND' });
  });

  it('can be undone only by creating it again once it is deleted', async () => {
    expect(granted(await bench.client.deletePipeline({ path })).data).toBe(true);
    expect(denied(await bench.client.deletePipeline({ path })).code).toBe('PIPELINE_NOT_FOUND');
    expect(denied(await bench.client.getPipeline({ path })).code).toBe('PIPELINE_NOT_FOUND');
  });
});

describe('listing pipelines', () => {
  it('pages and searches, and shows the newest execution of each', async () => {
    for (const name of ['a', 'b', 'c']) {
      const body = SHIPPING.replace('identifier: shipping', `identifier: p_${name}`);
      granted(await bench.client.createPipeline({ body }));
    }
    granted(await bench.client.executePipeline({ path: { pipeline: 'p_b' } }));
    await bench.settle();
    const query = { size: 2, page: 1 };
    const second = granted(await bench.client.listPipelines({ query }));
    expect(second.data).toMatchObject({ totalPages: 2, pageIndex: 1, pageItemCount: 1 });
    const found = granted(await bench.client.listPipelines({ query: { searchTerm: 'P_B' } }));
    expect(found.data.content).toMatchObject([
      { identifier: 'p_b', executionSummaryInfo: { lastExecutionStatus: 'Success' } },
    ]);
    const summary = granted(await bench.client.pipelineSummary({ path: { pipeline: 'p_b' } }));
    expect(summary.data).toEqual(found.data.content[0]);
  });
});

describe('the v1 spelling', () => {
  it('creates, reads, lists, changes and deletes', async () => {
    const path = { org: 'default', project: 'default_project' };
    const one = { ...path, pipeline: 'shipping' };
    const body = { pipeline_yaml: SHIPPING, identifier: 'shipping', name: 'Shipping' };
    expect(granted(await bench.client.v1CreatePipeline({ path, body }))).toEqual({
      identifier: 'shipping',
    });
    expect(granted(await bench.client.v1GetPipeline({ path: one }))).toMatchObject({
      pipeline_yaml: SHIPPING,
      tags: { team: 'platform' },
      valid: true,
    });
    granted(await bench.client.v1UpdatePipeline({ path: one, body }));
    const listed = await bench.send('GET', `${V1}?limit=1`);
    expect(listed.headers.get('x-total-elements')).toBe('1');
    expect(await listed.json()).toMatchObject([{ identifier: 'shipping', stage_count: 4 }]);
    expect((await bench.send('DELETE', `${V1}/shipping`)).status).toBe(204);
    expect(granted(await bench.client.v1ListPipelines({ path }))).toEqual([]);
  });
});

describe('a pipeline whose YAML says where it lives', () => {
  it('is refused by a request for another place, and taken by one that names none', async () => {
    const query = { orgIdentifier: 'default', projectIdentifier: 'default_project' };
    const body = SHIPPING.replace('projectIdentifier: default_project', 'projectIdentifier: shop');
    const refused = denied(await bench.client.createPipeline({ query, body }));
    expect(refused).toMatchObject({ httpStatus: 400, code: 'IDENTIFIER_MISMATCH' });
    expect(refused.message).toContain('project shop');
    granted(await bench.client.createPipeline({ body }));
    const path = { pipeline: 'shipping' };
    const changed = denied(await bench.client.updatePipeline({ path, query, body }));
    expect(changed.code).toBe('IDENTIFIER_MISMATCH');
  });
});

describe('what a v1 request says around the YAML', () => {
  const path = { org: 'default', project: 'default_project' };
  const yaml = SHIPPING.replace(/\n {2}tags:.*/, '');

  it('counts where the YAML says nothing', async () => {
    const body = { pipeline_yaml: yaml, description: 'all of it', tags: { team: 'ops' } };
    granted(await bench.client.v1CreatePipeline({ path, body }));
    const one = { ...path, pipeline: 'shipping' };
    const { pipeline_yaml: _, ...shown } = body;
    expect(granted(await bench.client.v1GetPipeline({ path: one }))).toMatchObject(shown);
    granted(await bench.client.v1UpdatePipeline({ path: one, body: { pipeline_yaml: SHIPPING } }));
    expect(granted(await bench.client.v1GetPipeline({ path: one }))).toMatchObject({
      description: null,
      tags: { team: 'platform' },
    });
  });

  it('may not name another pipeline', async () => {
    const body = { pipeline_yaml: yaml, identifier: 'other' };
    const refused = denied(await bench.client.v1CreatePipeline({ path, body }));
    expect(refused.code).toBe('IDENTIFIER_MISMATCH');
  });
});

describe('runtime inputs', () => {
  it('are asked for by a template', async () => {
    granted(await bench.client.createPipeline({ body: WITH_INPUTS }));
    granted(await bench.client.createPipeline({ body: SHIPPING }));
    const template = (pipelineIdentifier: string) =>
      bench.client.inputsTemplate({ query: { pipelineIdentifier } });
    const asking = granted(await template('asking')).data.inputSetTemplateYaml;
    expect(asking).toContain('name: version');
    expect(granted(await template('shipping')).data.inputSetTemplateYaml).toBeNull();
  });

  it('are refused when they are missing, or are none, naming each', async () => {
    granted(await bench.client.createPipeline({ body: WITH_INPUTS }));
    const path = { pipeline: 'asking' };
    const missing = denied(await bench.client.executePipeline({ path }));
    expect(missing).toMatchObject({ httpStatus: 400, code: 'INVALID_INPUTS' });
    expect(missing.message).toContain('version');
    const body = inputsOf('1').replace('name: version', 'name: speed');
    const unknown = denied(await bench.client.executePipeline({ path, body }));
    expect(unknown.code).toBe('INVALID_INPUTS');
    expect(unknown.message).toContain('speed');
  });
});

describe('input sets', () => {
  it('that are asked for are not silently left out when there are none', async () => {
    granted(await bench.client.createPipeline({ body: SHIPPING }));
    const query = { inputSetIdentifiers: ['nightly'] };
    const path = { pipeline: 'shipping' };
    const refused = denied(await bench.client.executePipeline({ path, query }));
    expect(refused.code).toBe('OBJECT_NOT_FOUND');
    expect(refused.message).toContain('nightly');
  });
});

describe('lint', () => {
  it('tells what is wrong without storing anything', async () => {
    const { problems } = granted(await bench.client.lintPipeline({ body: UNSUPPORTED }));
    expect(problems).toMatchObject([{ severity: 'unsupported', line: 10 }]);
    expect(granted(await bench.client.lintPipeline({ body: SHIPPING })).problems).toEqual([]);
    expect(granted(await bench.client.listPipelines({})).data.empty).toBe(true);
  });
});
