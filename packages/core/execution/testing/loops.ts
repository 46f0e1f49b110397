import type { LoopValue, Strategy } from '@reprise/core/pipeline';
import { text } from './pipelines.ts';

const at = { line: 1, column: 1 };

/** Values as an author writes them: texts, lists and maps of them. */
type Written = string | readonly Written[] | { readonly [name: string]: Written };

type Extra = Partial<Pick<Strategy, 'onFailure'>> & {
  readonly when?: string;
  readonly nodeName?: string;
  readonly maxConcurrency?: string;
};

function strategyOf(
  loop: Strategy['loop'],
  { onFailure = 'RunAll', when, nodeName, maxConcurrency }: Extra,
): Strategy {
  return {
    loop,
    onFailure,
    ...(when !== undefined && { when: text(when) }),
    ...(nodeName !== undefined && { nodeName: text(nodeName) }),
    ...(maxConcurrency !== undefined && { maxConcurrency: text(maxConcurrency) }),
    at,
  };
}

export function loopValue(value: Written): LoopValue {
  if (typeof value === 'string') return { kind: 'text', text: text(value) };
  if (isList(value)) return { kind: 'list', items: value.map(loopValue), at };
  const entries = Object.entries(value).map(([name, inner]) => [name, loopValue(inner)] as const);
  return { kind: 'map', entries, at };
}

const isList = (value: Written): value is readonly Written[] => Array.isArray(value);

interface MatrixExtra extends Extra {
  readonly exclude?: readonly Readonly<Record<string, Written>>[];
}

export function matrix(
  axes: Readonly<Record<string, Written>>,
  { exclude = [], ...extra }: MatrixExtra = {},
): Strategy {
  return strategyOf(
    {
      kind: 'matrix',
      axes: Object.entries(axes).map(([name, values]) => ({ name, values: loopValue(values) })),
      exclude: exclude.map((each) =>
        Object.entries(each).map(([axis, value]) => ({ axis, value: loopValue(value) })),
      ),
    },
    extra,
  );
}

export const parallelism = (times: string, extra: Extra = {}): Strategy =>
  strategyOf({ kind: 'parallelism', times: text(times) }, extra);

interface ItemsExtra extends Extra {
  readonly start?: string;
  readonly end?: string;
  readonly partitionSize?: string;
  readonly unit?: 'Count' | 'Percentage';
}

export function items(
  values: Written,
  { start, end, partitionSize, unit = 'Count', ...extra }: ItemsExtra = {},
): Strategy {
  return strategyOf(
    {
      kind: 'items',
      items: loopValue(values),
      ...(start !== undefined && { start: text(start) }),
      ...(end !== undefined && { end: text(end) }),
      ...(partitionSize !== undefined && { partitionSize: text(partitionSize) }),
      unit,
    },
    extra,
  );
}
