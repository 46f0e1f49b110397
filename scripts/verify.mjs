// `npm run verify`, and what CI runs: every check, then every test. Its last line is that of `npm test`.
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';

requireNode();
ensureInstalled();
const checks = ['format:check', 'lint', 'typecheck'];
const failed = checks.filter((check) => {
  process.stdout.write(`\n== ${check}\n`);
  return spawnSync('npm', ['run', '--silent', check], { cwd: root, stdio: 'inherit' }).status !== 0;
});
process.stdout.write('\n== test\n');
const { runTests } = await import('./lib/run-tests.mjs');
const notice =
  failed.length === 0 ? '' : `Failed: ${failed.map((it) => `npm run ${it}`).join(', ')}`;
const testCode = await runTests(process.argv.slice(2), notice);
process.exitCode = failed.length > 0 ? 1 : testCode;
