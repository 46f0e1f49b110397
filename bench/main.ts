import { cpus } from 'node:os';
import { bigPipelines } from './big-pipelines.ts';
import { engineAlone } from './engine-alone.ts';
import { type Figure, table } from './measure.ts';
import { pages } from './pages/pages.ts';
import { retries } from './retries.ts';
import { startAndMemory } from './start-and-memory.ts';
import { realSteps } from './steps.ts';
import { thousandStages } from './thousand-stages.ts';

const PARTS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  steps: realSteps,
  engine: engineAlone,
  thousand: thousandStages,
  retries,
  big: bigPipelines,
  start: startAndMemory,
  pages,
};

/** `npm run bench [part…]`: the whole table, or the named parts of it. */
async function main(named: readonly string[]): Promise<void> {
  const parts = named.length === 0 ? Object.keys(PARTS) : named;
  const figures: Figure[] = [];
  for (const name of parts) {
    const part = PARTS[name];
    if (part === undefined) {
      throw new Error(`there is no part "${name}": ${Object.keys(PARTS).join(', ')}`);
    }
    process.stderr.write(`measuring ${name} …\n`);
    figures.push(...(await part()));
  }
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
  console.log(table(figures));
}

await main(process.argv.slice(2));
process.exit(0);
