// `npm run verify`, and what CI runs: every check, then `npm test`, whose last line is the last one here too.
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';

requireNode();
ensureInstalled();

/** @param {string[]} args @returns {boolean} whether npm did as told */
const npm = (args) => spawnSync('npm', args, { cwd: root, stdio: 'inherit' }).status === 0;

const failed = ['format:check', 'lint', 'typecheck'].filter((check) => {
  process.stdout.write(`\n== ${check}\n`);
  return !npm(['run', '--silent', check]);
});
process.stdout.write('\n== test\n');
for (const check of failed) process.stdout.write(`Failed before: npm run ${check}\n`);
const passed = npm(['test', '--silent', '--', ...process.argv.slice(2)]);
process.exitCode = passed && failed.length === 0 ? 0 : 1;
