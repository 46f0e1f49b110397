import { type BareLauncher, startBareLauncher } from './bare-launcher.ts';
import { type Figure, median, timed } from './measure.ts';
import { chainOfStages, parallelStages } from './pipelines.ts';
import { type BenchServer, ended, openBenchServer, withFolder } from './server.ts';

const RUNS = 9;
const SEQUENTIAL = 20;
const PARALLEL = 200;
/** As many at once as the server is set to: both sides start the same number of processes side by side. */
const CONCURRENCY = 8;

/**
 * Wall time of real steps against a bare loop that starts the same processes, run in turn so that a drift of the
 * machine's speed hits both.
 */
export const realSteps = (): Promise<readonly Figure[]> => withFolder(measure);

async function measure(folder: string): Promise<readonly Figure[]> {
  const server = await openBenchServer(folder, CONCURRENCY);
  const bare = await startBareLauncher();
  try {
    await server.store(chainOfStages('chain', SEQUENTIAL, () => 'true'));
    await server.store(parallelStages('wide', PARALLEL, () => 'true'));
    return [
      ...(await compare(`${SEQUENTIAL} stages in a row`, server, 'chain', () => inARow(bare))),
      ...(await compare(`${PARALLEL} stages side by side`, server, 'wide', () => sideBySide(bare))),
    ];
  } finally {
    await bare.close();
    await server.close();
  }
}

async function compare(
  what: string,
  server: BenchServer,
  pipeline: string,
  loop: () => Promise<void>,
): Promise<readonly Figure[]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const bare = await timed(loop);
    const { status, startTs, endTs } = await ended(server, pipeline, await server.start(pipeline));
    if (status !== 'Success') throw new Error(`${pipeline} ended ${status}`);
    if (run === 0) continue;
    theirs.push(bare);
    ours.push(endTs - startTs);
  }
  const ratios = ours.map((time, run) => time / (theirs[run] ?? median(theirs)));
  return [
    { what: `${what}: bare loop`, unit: 'ms', samples: theirs, aim: '' },
    { what: `${what}: Reprise`, unit: 'ms', samples: ours, aim: '' },
    { what: `${what}: ratio`, unit: '×', samples: ratios, aim: '< 1.5' },
  ];
}

async function inARow(bare: BareLauncher): Promise<void> {
  for (let step = 0; step < SEQUENTIAL; step += 1) await bare.run('true');
}

async function sideBySide(bare: BareLauncher): Promise<void> {
  let left = PARALLEL;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await bare.run('true');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
}
