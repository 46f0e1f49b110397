// `npm test`: installs what is missing and runs every test, or those that the arguments name.
// The last line is `N passed, N failed`, with `, N skipped` when any were.
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';

requireNode();
ensureInstalled();
ensureChromium();
const { runTests } = await import('./lib/run-tests.mjs');
process.exitCode = await runTests(process.argv.slice(2));
