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
let wasMade = false;

/** Asked by the code under test wherever it could have a mistake. @param {number} id */
function isMutant(id) {
  seen[id] = 1;
  passes += 1;
  if (passes > limit) throw new Error('it comes to no end');
  if (id !== active) return false;
  wasMade = true;
  return true;
}
Object.assign(globalThis, { isMutant });
// What a broken test leaves behind says nothing about the next one.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);

/** @type {{ tests: { name: string, run: () => Promise<void> }[] }} */
const { tests } = await import(given.bundle);
const duringLoad = reached();

parentPort?.on('message', (question) => void answer(question));
say({ duringLoad });

/** @param {unknown} message */
function say(message) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there are no origins
  parentPort?.postMessage(message);
}

/** @param {Question} question */
async function answer(question) {
  say(question.kind === 'survey' ? await survey() : await judge(question.mutant, question.checks));
}

/** What each test reaches when there is no mistake, and how long it takes. */
async function survey() {
  /** @type {Survey[]} */
  const surveys = [];
  for (const { name, run } of tests) {
    say(null);
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
 * The first test that notices the mutant. `doubtful` when something remembered from an earlier run may have decided: the
 * test fails without the mutant, too, or a test that nobody fails did not come past it this time.
 * @param {number} mutant
 * @param {readonly Check[]} checks
 * @returns {Promise<Verdict>} @typedef {{ by: string | null, doubtful: boolean }} Verdict
 */
async function judge(mutant, checks) {
  let doubtful = false;
  for (const check of checks) {
    if (!(await passesTest(check, mutant))) {
      const spoilt = mutant !== given.mutant && !(await passesTest(check, 0));
      return { by: tests[check.test]?.name ?? '', doubtful: spoilt };
    }
    doubtful ||= !wasMade;
  }
  return { by: null, doubtful };
}

/** @param {Check} check @param {number} mutant */
async function passesTest(check, mutant) {
  say(null);
  active = mutant;
  wasMade = false;
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
