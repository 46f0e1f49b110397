/** One line of the table: a figure, its spread, and what was aimed at. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly samples: readonly number[];
  readonly aim: string;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The sample below which the given part of all samples lies (nearest rank). */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

export async function timed(job: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await job();
  return performance.now() - start;
}

/** Runs `sample` `count` times in a row. */
export async function repeat(
  count: number,
  sample: () => Promise<number>,
): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let run = 0; run < count; run += 1) samples.push(await sample());
  return samples;
}

const COLUMNS = ['figure', 'median', 'min', 'max', 'samples', 'aim'] as const;

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, unit, samples, aim }) => [
    what,
    `${number(median(samples))} ${unit}`,
    number(Math.min(...samples)),
    number(Math.max(...samples)),
    String(samples.length),
    aim,
  ]);
  const all = [[...COLUMNS], ...rows];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line([...COLUMNS]), rule, ...rows.map(line)].join('\n');
}

function number(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
