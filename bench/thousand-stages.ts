import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from './measure.ts';
import { chainOfStages } from './pipelines.ts';
import { type BenchServer, ended, openBenchServer, withFolder } from './server.ts';

const STAGES = 1_000;
const RETRIES = 9;
const PIPELINE = 'long';

/**
 * An execution of a thousand stages whose last one fails: what it takes in memory, and how long it takes from the retry
 * call until the first process runs, when 999 stages are reused. "Cold" is the first call after a start of the server:
 * the source must be read from the database.
 */
export const thousandStages = (): Promise<readonly Figure[]> => withFolder(measure);

async function measure(folder: string): Promise<readonly Figure[]> {
  const started = join(folder, 'started');
  const data = join(folder, 'data');
  const yaml = chainOfStages(PIPELINE, STAGES, (n) =>
    n === STAGES ? `echo $EPOCHREALTIME > '${started}'; exit 1` : ':',
  );
  let server = await openBenchServer(data, 8);
  await server.store(yaml);
  const before = heap();
  const chain = [await server.start(PIPELINE)];
  await ended(server, PIPELINE, chain[0] ?? '');
  const held = heap() - before;
  const warm: number[] = [];
  const cold: number[] = [];
  for (let retry = 0; retry < RETRIES; retry += 1) {
    warm.push(await timeToStart(server, chain, started));
    await server.close();
    server = await openBenchServer(data, 8);
    cold.push(await timeToStart(server, chain, started));
  }
  await server.close();
  const what = `${STAGES} stages, ${STAGES - 1} reused: retry call to first process`;
  return [
    { what: `${STAGES} stages: heap held after the run`, unit: 'MB', samples: [held], aim: '' },
    { what: `${what}, warm`, unit: 'ms', samples: warm, aim: '< 50' },
    { what: `${what}, cold`, unit: 'ms', samples: cold, aim: '< 50' },
  ];
}

/** Retries the newest of the chain from its last stage; the process itself writes down when it began. */
async function timeToStart(server: BenchServer, chain: string[], started: string): Promise<number> {
  await rm(started, { force: true });
  const call = performance.timeOrigin + performance.now();
  const execution = await server.retry(PIPELINE, chain.at(-1) ?? '', `stage_${STAGES}`);
  chain.push(execution);
  const seconds = Number((await appearing(started)).replace(',', '.'));
  const { status } = await ended(server, PIPELINE, execution);
  if (status !== 'Failed') throw new Error(`the retry ended ${status}`);
  return seconds * 1_000 - call;
}

/** The text of a file as soon as it has one: asking the server meanwhile would be measured too. */
async function appearing(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return text;
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}
