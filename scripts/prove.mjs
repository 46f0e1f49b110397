// `npm run prove -- [--cases 1000000] [--seed S]`: holds the engine to the model of its semantics, for as long as you like.
import { parseArgs } from 'node:util';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';

requireNode();
ensureInstalled();
const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' } } });
const wrong = Object.entries(values).find(([, value]) => !/^\d+$/.test(value ?? ''));
if (wrong !== undefined) {
  process.stderr.write(`--${wrong[0]} wants a number, and ${wrong[1]} is none\n`);
  process.exit(1);
}
if (values.cases !== undefined) process.env['PROVE_CASES'] = values.cases;
process.env['PROVE_SEED'] = values.seed ?? String(Date.now() % 1_000_000_000);
const { runTests } = await import('./lib/run-tests.mjs');
process.exitCode = await runTests(['test/model']);
