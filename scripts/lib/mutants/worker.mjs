import { parentPort, workerData } from 'node:worker_threads';

// Runs tests while one mutant, or none, is made. See judge.mjs, which asks.
/** @typedef {{ test: number, limit: number }} Check a test, and how often it may come past a mutant before it counts as endless */
/** @typedef {{ name: string, milliseconds: number, passes: number, reached: number[] }} Survey of one test */
/** @typedef {{ kind: 'survey' } | { kind: 'judge', mutant: number, checks: readonly Check[] }} Question */

/** @type {{ bundle: string, mutants: number, mutant: number }} */
const given = workerData;
const seen = new Uint8Array(given.mutants + 1);
let active = given.mutant;
let passes = 0;
let limit = Number.POSITIVE_INFINITY;

/** Asked by the code under test wherever it could have a mistake. @param {number} id */
function isMutant(id) {
  seen[id] = 1;
  passes += 1;
  if (passes > limit) throw new Error('it comes to no end');
  return id === active;
}
Object.assign(globalThis, { isMutant });
// What a broken test leaves behind says nothing about the next one.
process.on('unhandledRejection', () => undefined);

const beforeLoad = seen.slice();
/** @type {{ tests: { name: string, run: () => Promise<void> }[] }} */
const { tests } = await import(given.bundle);
const duringLoad = reached();
beforeLoad.fill(0);

parentPort?.on('message', async (/** @type {Question} */ question) => {
  parentPort?.postMessage(
    question.kind === 'survey' ? await survey() : await judge(question.mutant, question.checks),
  );
});
parentPort?.postMessage({ duringLoad });

/** What each test reaches when there is no mistake, and how long it takes. */
async function survey() {
  /** @type {Survey[]} */
  const surveys = [];
  for (const { name, run } of tests) {
    seen.fill(0);
    passes = 0;
    const start = performance.now();
    await run().catch((cause) => {
      throw new Error(`without any mistake, a test fails: ${name}`, { cause });
    });
    const milliseconds = performance.now() - start;
    surveys.push({ name, milliseconds, passes, reached: reached() });
  }
  return surveys;
}

/**
 * The first test that notices the mutant. `spoilt` when the test fails without it, too: something is left of an earlier one.
 * @param {number} mutant
 * @param {readonly Check[]} checks
 * @returns {Promise<{ by: string | null, spoilt: boolean }>}
 */
async function judge(mutant, checks) {
  for (const check of checks) {
    if (await passesTest(check, mutant)) continue;
    const spoilt = mutant !== given.mutant && !(await passesTest(check, 0));
    return { by: tests[check.test]?.name ?? '', spoilt };
  }
  return { by: null, spoilt: false };
}

/** @param {Check} check @param {number} mutant */
async function passesTest(check, mutant) {
  active = mutant;
  passes = 0;
  limit = check.limit;
  try {
    await tests[check.test]?.run();
    return true;
  } catch {
    return false;
  } finally {
    active = given.mutant;
    limit = Number.POSITIVE_INFINITY;
  }
}

function reached() {
  return [...seen.keys()].filter((id) => seen[id] === 1);
}
