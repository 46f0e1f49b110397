import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliOf } from './support/cli.ts';
import { CHECKOUT, startServer, temporaryFolder } from './support/server-process.ts';

const examples = readdirSync(join(CHECKOUT, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const pipelineOf = (example: string): string => `examples/${example}/pipeline.yaml`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

describe('the examples', () => {
  it('are all tried here', () => {
    expect(examples.toSorted()).toEqual(['fix-and-retry', 'parallel-checks', 'ship-npm-package']);
  });

  it('have nothing that the checker complains of', async () => {
    expect(await cli(['lint', ...examples.map(pipelineOf)])).toMatchObject({
      code: 0,
      out: '3 files, nothing wrong.\n',
    });
  });
});

describe('fix-and-retry', () => {
  it('fails until the file is there; the retry keeps what was built', async () => {
    const server = await startServer(join(folder.path, 'data'));
    const reprise = cliOf(server.url);
    const site = join(folder.path, 'site');
    const failed = await reprise('run', pipelineOf('fix-and-retry'), '--input', `folder=${site}`);
    expect(failed.code).toBe(1);
    const built = /built (\S+)/.exec(failed.out)?.[1] ?? 'nothing';
    const command = /reprise (retry \S+ --from deploy)\n/.exec(failed.out)?.[1] ?? '';

    await writeFile(join(site, 'settings.env'), 'REGION=eu-west\n');
    const retried = await reprise(...command.split(' '));
    await server.terminate();
    expect(retried.code).toBe(0);
    expect(await readFile(join(site, 'eu-west', 'index.html'), 'utf8')).toContain(built);
    expect(retried.out).not.toContain('compiling');
  });
});

describe('parallel-checks', () => {
  it('passes', async () => {
    const { code, out } = await cli(['run', pipelineOf('parallel-checks'), '--local']);
    expect(code).toBe(0);
    expect(out).toMatch(/size +SUCCEEDED/);
  });

  it('writes its report after a failed check too', async () => {
    const args = ['run', pipelineOf('parallel-checks'), '--local', '--input', 'budget=100'];
    const { code, out } = await cli(args);
    expect(code).toBe(1);
    expect(out).toMatch(/tests +SUCCEEDED/);
    expect(out).toMatch(/size +FAILED/);
  });
});

describe('ship-npm-package', () => {
  it('tests, packs and publishes a real package, and installs it over HTTP', async () => {
    const releases = join(folder.path, 'releases');
    const args = [
      'run',
      pipelineOf('ship-npm-package'),
      '--local',
      '--input',
      `releases=${releases}`,
    ];
    const { code, out } = await cli(args);
    expect(out).toContain('loaded a function');
    expect(out).toMatch(/- Release approval {2}Skipped/);
    expect(code).toBe(0);
    expect(readdirSync(releases)).toEqual(['left-pad-1.3.0.tgz', 'left-pad-1.3.0.tgz.sha256']);
  }, 180_000);
});
