// `npm run package`: makes dist/reprise-<version>.tgz, which `npm install` turns into the command `reprise` anywhere.
import { spawnSync } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './lib/bundle.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';
import { noticesOf } from './lib/third-party.mjs';

requireNode();
ensureInstalled();
const outputs = await build();

const folder = join(root, 'dist', 'package');
await rm(folder, { recursive: true, force: true });
for (const { file } of outputs) {
  const within = file.replace(/^dist[/\\]/, '');
  await cp(join(root, file), join(folder, within));
}
for (const file of ['README.md', 'LICENSE']) await cp(join(root, file), join(folder, file));
await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), await noticesOf(outputs));
await writeFile(join(folder, 'package.json'), `${JSON.stringify(await manifest(), null, 2)}\n`);

const packed = spawnSync('npm', ['pack', folder, '--silent', '--pack-destination', 'dist'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
process.stderr.write(packed.stderr);
if (packed.status === 0) process.stdout.write(`${join('dist', packed.stdout.trim())}\n`);
process.exitCode = packed.status ?? 1;

/** Everything is bundled but the embedded database and argon2, whose native code npm chooses for the machine. */
async function manifest() {
  const { name, version, description, license, engines } = await json('package.json');
  const { dependencies } = await json('packages/server/package.json');
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    bin: { reprise: './reprise.mjs' },
    engines,
    dependencies: {
      libsql: dependencies.libsql,
      '@node-rs/argon2': dependencies['@node-rs/argon2'],
    },
  };
}

/** @param {string} file */
async function json(file) {
  return JSON.parse(await readFile(join(root, file), 'utf8'));
}
