// `npm run bench [-- part…]`: builds, bundles the benchmark beside what it measures, and prints the table.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bundleOptions, ensureBuilt } from './lib/bundle.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';

requireNode();
ensureInstalled();
await ensureBuilt();
const { build } = await import('esbuild');
const outfile = join(root, 'dist', 'bench.mjs');
await build({
  ...bundleOptions,
  external: [...bundleOptions.external, 'playwright-core'],
  entryPoints: ['bench/main.ts'],
  outfile,
});
const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
