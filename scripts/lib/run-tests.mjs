import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Runs vitest and prints the counts as the last line.
 * @param {string[]} args handed to vitest: names of files, `-t` and so on
 * @returns {Promise<number>} the exit code: 0 only when all that ran passed
 */
export async function runTests(args) {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-test-'));
  try {
    const report = join(folder, 'report.json');
    const code = await vitest([
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]);
    const counts = countsOf(JSON.parse(await readFile(report, 'utf8').catch(() => 'null')), code);
    process.stdout.write(`\n${lineOf(counts)}\n`);
    return code === 0 && counts.failed === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What ran, from vitest's JSON report. A file that could not be loaded, and a run that went wrong outside of any test,
 * count as one failure each: neither may look like success.
 * @param {Report | null} report null when vitest wrote none
 * @param {number} exitCode vitest's
 * @returns {{ passed: number, failed: number, skipped: number }}
 * @typedef {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} Report
 */
export function countsOf(report, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report?.testResults ?? []) {
    let failedHere = 0;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') failedHere += 1;
      else counts.skipped += 1;
    }
    counts.failed += failedHere === 0 && file.status === 'failed' ? 1 : failedHere;
  }
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** @param {{ passed: number, failed: number, skipped: number }} counts */
export function lineOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param {string[]} args */
async function vitest(args) {
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [program, 'run', ...args], { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
