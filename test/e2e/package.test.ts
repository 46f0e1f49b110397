import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT, temporaryFolder } from './support/server-process.ts';

const run = promisify(execFile);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
}, 180_000);
afterAll(() => folder.remove());

describe('the package', () => {
  it('installs anywhere, with one dependency, and runs a pipeline', async () => {
    const packed = await run(process.execPath, ['scripts/pack.mjs'], { cwd: CHECKOUT });
    const tarball = join(CHECKOUT, packed.stdout.trim());
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder.path, tarball]);
    const reprise = (...args: readonly string[]) =>
      run(join(folder.path, 'node_modules', '.bin', 'reprise'), args, { cwd: folder.path });

    await cp(join(CHECKOUT, 'examples'), join(folder.path, 'examples'), { recursive: true });
    const pipeline = 'examples/parallel-checks/pipeline.yaml';
    expect((await reprise('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await reprise('lint', pipeline)).stdout).toBe('1 file, nothing wrong.\n');
    expect((await reprise('run', pipeline, '--local')).stdout).toMatch(/✓ Success after/);
  }, 180_000);
});
