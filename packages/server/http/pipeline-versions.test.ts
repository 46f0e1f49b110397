import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterEach(() => bench.close());

const path = { pipeline: 'shipping' };
const CHANGED = SHIPPING.replace('name: ', 'name: Changed ');

describe('the versions of a pipeline', () => {
  it('are its saves, newest first, each with who made it', async () => {
    const { savedAt } = granted(
      await bench.client.getPipelineVersion({ path: { ...path, version: '1' } }),
    );
    granted(await bench.client.updatePipeline({ path, body: CHANGED }));
    const listed = granted(await bench.client.listPipelineVersions({ path }));
    expect(listed).toEqual({
      total: 2,
      versions: [
        { version: 2, savedAt, savedBy: 'local' },
        { version: 1, savedAt, savedBy: 'local' },
      ],
    });
    const older = granted(
      await bench.client.listPipelineVersions({ path, query: { page: 1, size: 1 } }),
    );
    expect(older).toEqual({ total: 2, versions: [listed.versions[1]] });
  });

  it('keep their text to the letter', async () => {
    granted(await bench.client.updatePipeline({ path, body: CHANGED }));
    const textOf = async (version: string) =>
      granted(await bench.client.getPipelineVersion({ path: { ...path, version } })).yaml;
    expect([await textOf('1'), await textOf('2')]).toEqual([SHIPPING, CHANGED]);
  });

  it.each(['0', '3', '-1', '1e0', '99999999999', 'newest'])('are not %j', async (version) => {
    const answer = denied(await bench.client.getPipelineVersion({ path: { ...path, version } }));
    expect(answer).toMatchObject({ httpStatus: 404, code: 'PIPELINE_VERSION_NOT_FOUND' });
    expect(answer.message).toContain(version);
  });

  it('are those of a pipeline that there is', async () => {
    const answer = await bench.client.listPipelineVersions({ path: { pipeline: 'nothing' } });
    expect(denied(answer)).toMatchObject({ httpStatus: 404, code: 'PIPELINE_NOT_FOUND' });
  });
});
