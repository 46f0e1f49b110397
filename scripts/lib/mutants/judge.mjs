import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const script = new URL('./worker.mjs', import.meta.url);
/** Endless loops are noticed by counting; only what waits for ever is given up after this long. */
const PATIENCE = 60_000;

/** @typedef {import('./worker.mjs').Check} Check @typedef {import('./worker.mjs').Question} Question */
/** @typedef {{ bundle: string, mutants: number }} Bench */

/** A thread that holds the bundle with every mutant in it, and runs tests while one of them is made. */
export class Judge {
  #bench;
  /** @type {Worker | null} */
  #worker = null;

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
  }

  /** Which mutants are reached by loading, and by each test. */
  async survey() {
    const { worker, duringLoad } = await start(this.#bench, 0);
    this.#worker = worker;
    /** @type {import('./worker.mjs').Survey[]} */
    const surveys = await ask(worker, { kind: 'survey' });
    return { duringLoad, surveys };
  }

  /**
   * Which test notices the mutant, or null. In doubt it is judged in a thread of its own, in which it is made from the
   * beginning.
   * @param {number} mutant
   * @param {readonly Check[]} checks
   * @param {boolean} fromTheBeginning
   */
  async judge(mutant, checks, fromTheBeginning) {
    if (fromTheBeginning) return judgeAlone(this.#bench, mutant, checks);
    this.#worker ??= (await start(this.#bench, 0)).worker;
    const verdict = await verdictOf(this.#worker, mutant, checks);
    if (verdict.broken || (verdict.doubtful && verdict.by !== null)) await this.close();
    return verdict.doubtful ? judgeAlone(this.#bench, mutant, checks) : verdict.by;
  }

  async close() {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}

/** @param {Bench} bench @param {number} mutant @param {readonly Check[]} checks */
async function judgeAlone(bench, mutant, checks) {
  const started = await start(bench, mutant).catch(() => null);
  if (started === null) return 'it does not load';
  const { by } = await verdictOf(started.worker, mutant, checks);
  await started.worker.terminate();
  return by;
}

/** @param {Worker} worker @param {number} mutant @param {readonly Check[]} checks */
async function verdictOf(worker, mutant, checks) {
  try {
    /** @type {import('./worker.mjs').Verdict} */
    const verdict = await ask(worker, { kind: 'judge', mutant, checks });
    return { ...verdict, broken: false };
  } catch {
    return { by: 'it breaks down, or waits for ever', doubtful: false, broken: true };
  }
}

/** @param {Bench} bench @param {number} mutant */
async function start(bench, mutant) {
  const worker = new Worker(script, {
    workerData: { ...bench, mutant },
    stdout: true,
    stderr: true,
  });
  // Whoever waits for an answer then hears of it.
  worker.on('error', () => undefined);
  const [{ duringLoad }] = await once(worker, 'message', { signal: AbortSignal.timeout(PATIENCE) });
  return { worker, duringLoad };
}

/** @param {Worker} worker @param {Question} question */
async function ask(worker, question) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there are no origins
  worker.postMessage(question);
  for (;;) {
    const [answer] = await once(worker, 'message', { signal: AbortSignal.timeout(PATIENCE) });
    // It says now and then that it goes on.
    if (answer !== null) return answer;
  }
}
