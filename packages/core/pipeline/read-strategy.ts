import { didYouMean, type Text } from '@reprise/core';
import {
  choice,
  type Fields,
  fieldsOf,
  given,
  isRuntimeInput,
  listOf,
  nameOfKind,
  type Reader,
  type Report,
  text,
  writtenValue,
  type YamlNode,
} from '../yaml/index.ts';
import {
  type Count,
  type Items,
  type LoopValue,
  MAXIMUM_WIDTH,
  type Matrix,
  type Strategy,
} from './strategy-model.ts';

const KINDS = ['matrix', 'parallelism', 'repeat'] as const;
const axisPattern = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

/** What `matrix` and `repeat` may hold besides the loop itself. */
interface Inner {
  readonly loop: Strategy['loop'];
  readonly maxConcurrency?: Text;
  readonly nodeName?: Text;
}

/**
 * `strategy` of a stage, step or group: exactly one of `matrix`, `parallelism` and `repeat`. Harness's documents show
 * `maxConcurrency` beside it and inside it, so both places are read. Undefined while the whole is `<+input>`.
 */
export const strategy: Reader<Strategy> = (node, report) => {
  if (isRuntimeInput(node)) return undefined;
  const fields = fieldsOf(node, 'a looping strategy', report);
  if (fields === undefined) return undefined;
  const when = fields.optional('when', text);
  const onFailure = fields.optional('onFailure', choice('RunAll', 'SkipQueued')) ?? 'RunAll';
  const beside = fields.optional('maxConcurrency', countOf(1));
  const inner = theOne(fields);
  fields.end();
  if (inner === undefined) return undefined;
  if (beside !== undefined && inner.maxConcurrency !== undefined) {
    const message = `"maxConcurrency" is given already, at line ${beside.at.line}; keep one of the two.`;
    report.error('duplicate-key', message, inner.maxConcurrency.at);
  }
  return {
    loop: inner.loop,
    ...given('when', when),
    onFailure,
    ...given('maxConcurrency', inner.maxConcurrency ?? beside),
    ...given('nodeName', inner.nodeName),
    at: node.at,
  };
};

function theOne(fields: Fields): Inner | undefined {
  const present = KINDS.filter((kind) => fields.has(kind));
  const read = {
    matrix: fields.optional('matrix', matrix),
    parallelism: fields.optional('parallelism', parallelism),
    repeat: fields.optional('repeat', repeat),
  };
  const [only] = present;
  if (only !== undefined && present.length === 1) return read[only];
  const found = present.length === 0 ? 'none' : present.join(' and ');
  const message = `A looping strategy is exactly one of matrix, parallelism and repeat; found ${found}.`;
  fields.report.error('bad-strategy', message, fields.map.at);
  return undefined;
}

const parallelism: Reader<Inner> = (node, report) => {
  const times = widthOf(node, report);
  return times && { loop: { kind: 'parallelism', times } satisfies Count };
};

const repeat: Reader<Inner> = (node, report) => {
  const fields = fieldsOf(node, 'a repeat strategy', report);
  if (fields === undefined) return undefined;
  const maxConcurrency = fields.optional('maxConcurrency', countOf(1));
  const nodeName = fields.optional('nodeName', text);
  const times = fields.optional('times', widthOf);
  const items = fields.optional('items', loopValues);
  const range = {
    ...given('start', fields.optional('start', countOf(0))),
    ...given('end', fields.optional('end', countOf(0))),
    ...given('partitionSize', fields.optional('partitionSize', countOf(1))),
    unit: fields.optional('unit', choice('Count', 'Percentage')) ?? 'Count',
  } as const;
  fields.end();
  if (fields.has('times') === fields.has('items')) {
    const found = fields.has('times') ? 'both' : 'neither';
    const message = `A repeat strategy has either times or items; found ${found}.`;
    report.error('bad-strategy', message, node.at);
    return undefined;
  }
  const rest = { ...given('maxConcurrency', maxConcurrency), ...given('nodeName', nodeName) };
  if (times !== undefined) return { loop: { kind: 'times', times }, ...rest };
  return items && { loop: { kind: 'items', items, ...range } satisfies Items, ...rest };
};

const NOT_AXES = new Set(['exclude', 'maxConcurrency', 'nodeName']);

const matrix: Reader<Inner> = (node, report) => {
  const fields = fieldsOf(node, 'a matrix', report);
  if (fields === undefined) return undefined;
  const maxConcurrency = fields.optional('maxConcurrency', countOf(1));
  const nodeName = fields.optional('nodeName', text);
  const axes: Matrix['axes'][number][] = [];
  // Whatever else a matrix says is an axis, so no key of it is unknown.
  for (const [name, { keyAt, value }] of fields.map.entries) {
    if (NOT_AXES.has(name)) continue;
    if (!axisPattern.test(name)) {
      const rule = 'letters, digits and _, not a digit first';
      report.error('bad-identifier', `"${name}" cannot name an axis: ${rule}.`, keyAt);
    }
    const values = loopValues(value, report);
    if (values !== undefined) axes.push({ name, values });
  }
  const exclude = fields.optional('exclude', exclusionsOf(fields)) ?? [];
  if ([...fields.map.entries.keys()].every((name) => NOT_AXES.has(name))) {
    const message = 'A matrix needs at least one axis: a name with a list of values.';
    report.error('bad-strategy', message, node.at);
    return undefined;
  }
  const loop: Matrix = { kind: 'matrix', axes, exclude };
  refuseTooWide(loop, node, report);
  return { loop, ...given('maxConcurrency', maxConcurrency), ...given('nodeName', nodeName) };
};

/** `exclude`: each entry names values of axes that the matrix has. */
function exclusionsOf({ map }: Fields): Reader<Matrix['exclude']> {
  const axes = [...map.entries.keys()].filter((name) => !NOT_AXES.has(name));
  return listOf((node, report) => {
    const fields = fieldsOf(node, 'an exclusion', report);
    if (fields === undefined) return undefined;
    const excluded: { axis: string; value: LoopValue }[] = [];
    for (const [axis, { keyAt, value }] of fields.map.entries) {
      if (!axes.includes(axis)) {
        const message = `The matrix has no axis "${axis}".${didYouMean(axis, axes)}`;
        report.error('missing-reference', message, keyAt);
      }
      const read = writtenValue(value, report);
      if (read !== undefined) excluded.push({ axis, value: read });
    }
    if (fields.map.entries.size > 0) return excluded;
    report.error('bad-strategy', 'This exclusion names no axis, and excludes nothing.', node.at);
    return undefined;
  });
}

/** A list of values, which must not be empty, or an expression that is worth one. */
const loopValues: Reader<LoopValue> = (node, report) => {
  if (node.kind === 'list' && node.items.length > 0) {
    refuseWide(node.items.length, node, report);
    return writtenValue(node, report);
  }
  if (node.kind === 'scalar' && node.text.text.includes('<+')) return writtenValue(node, report);
  const found = node.kind === 'list' ? 'an empty list' : nameOfKind(node);
  const message = `Expected a list of values or an expression that is worth one, found ${found}.`;
  report.error('bad-value', message, node.at);
  return undefined;
};

/** A whole number of at least `least`, or an expression that is worth one when the node's turn comes. */
export const countOf =
  (least: number): Reader<Text> =>
  (node, report) => {
    const read = node.kind === 'scalar' ? node.text : undefined;
    if (read?.text.includes('<+')) return read;
    if (read !== undefined && /^\d{1,9}$/.test(read.text) && Number(read.text) >= least) {
      return read;
    }
    const message = `Expected a whole number of at least ${least}, found ${nameOfKind(node)}.`;
    report.error('bad-value', message, node.at);
    return undefined;
  };

const widthOf: Reader<Text> = (node, report) => {
  const read = countOf(1)(node, report);
  if (read !== undefined) refuseWide(Number(read.text), node, report);
  return read;
};

/** An oversize loop can be stored, as in Harness, and does not run. */
function refuseWide(width: number, { at }: YamlNode, report: Report): void {
  if (!(width > MAXIMUM_WIDTH)) return;
  const message = `This loop makes ${width} instances; at most ${MAXIMUM_WIDTH} may run side by side.`;
  report.unsupported('too-many-instances', message, at);
}

/** A matrix whose lists are all written out is as wide as their product, if nothing is excluded. */
function refuseTooWide({ axes, exclude }: Matrix, node: YamlNode, report: Report): void {
  const lengths = axes.map(({ values }) => (values.kind === 'list' ? values.items.length : 1));
  const single = lengths.some((length) => length > MAXIMUM_WIDTH);
  if (exclude.length > 0 || single) return;
  const width = lengths.reduce((product, length) => product * length, 1);
  refuseWide(width, node, report);
}
