import type { LoopValue, Strategy } from '@reprise/core/pipeline';

/** The keys of a loop's instances, by their values: what occurs twice is told apart by its occurrence. */
export function instanceKeys(loop: string, strategy: Strategy): readonly string[] {
  const seen = new Map<string, number>();
  return timesOf(strategy).map((values) => {
    const suffix = values.map((value) => `-${value}`).join('');
    const occurrence = (seen.get(suffix) ?? 0) + 1;
    seen.set(suffix, occurrence);
    return `${loop}${suffix}${occurrence === 1 ? '' : `---${occurrence}`}`;
  });
}

/** Each time round a loop, as the texts of its values. The model knows literal texts only. */
function timesOf({ loop }: Strategy): readonly (readonly string[])[] {
  switch (loop.kind) {
    case 'parallelism':
    case 'times':
      return Array.from({ length: Number(loop.times.text) }, (_, number) => [String(number)]);
    case 'items':
      return textsOf(loop.items).map((text) => [text]);
    case 'matrix': {
      const names = loop.axes.map(({ name }) => name);
      return loop.axes
        .reduce<readonly (readonly string[])[]>(
          (rows, { values }) =>
            rows.flatMap((row) => textsOf(values).map((text) => [...row, text])),
          [[]],
        )
        .filter((row) => !loop.exclude.some((each) => matches(each, names, row)));
    }
    case 'targets':
      throw new Error(`the model knows no loop of the kind ${loop.kind}`);
  }
}

type Exclusion = readonly { readonly axis: string; readonly value: LoopValue }[];

const matches = (exclusion: Exclusion, names: readonly string[], row: readonly string[]): boolean =>
  exclusion.every(({ axis, value }) => textsOf(value).includes(row[names.indexOf(axis)] ?? ''));

function textsOf(value: LoopValue): readonly string[] {
  if (value.kind === 'text') return [value.text.text];
  if (value.kind === 'list') return value.items.flatMap(textsOf);
  throw new Error('the model knows texts and lists of them only');
}
