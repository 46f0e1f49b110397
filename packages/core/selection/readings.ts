import { loopOf } from '../pipeline/outline.ts';
import { scalarText, valueAt, type YamlNode } from '../yaml/index.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import type { StageReading } from './model.ts';
import { stagesIn } from './stage-list.ts';

/** An expression of a run that asks a stage, with its place in the YAML. */
export interface Reading extends StageReading, Pick<Mention, 'scalar' | 'start' | 'end'> {}

/**
 * Every expression by which a run of these stages may ask a stage: in their own texts, in what the pipeline says of all
 * stages, and in the pipeline's variables that those use, however many variables lie between.
 */
export function readingsOf(
  root: YamlNode,
  stages: readonly YamlNode[],
  known: ReadonlySet<string>,
): readonly Reading[] {
  const pipeline = valueAt(root, 'pipeline');
  const variables = variablesIn(root);
  const aliases = aliasesIn(root);
  const readings: Reading[] = [];
  const used = new Set<string>();
  const waiting: YamlNode[] = [...stages, ...textsForAll(pipeline)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const mention of mentionsIn(node)) {
      if (mention.of === 'alias') {
        const stage = aliases.get(mention.name ?? '') ?? null;
        readings.push({ ...readingOf(mention, known), stage });
      } else if (mention.of === 'stage') readings.push(readingOf(mention, known));
      else {
        const asked = mention.name === null ? [...variables.keys()] : [mention.name];
        for (const name of asked.filter((each) => !used.has(each))) {
          used.add(name);
          waiting.push(...(variables.get(name) ?? []));
        }
      }
    }
  }
  return readings;
}

/** The stages that publish outputs under an alias to the whole pipeline, by its key. */
function aliasesIn(root: YamlNode): ReadonlyMap<string, string> {
  return new Map(
    stagesIn(root).flatMap(({ identifier, node }) =>
      aliasKeys(node).map((key): [string, string] => [key, identifier]),
    ),
  );
}

function aliasKeys(node: YamlNode): readonly string[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(aliasKeys);
  const alias = valueAt(node, 'outputAlias');
  const isForAll = scalarText(valueAt(alias, 'scope'))?.toLowerCase() === 'pipeline';
  const key = isForAll ? scalarText(valueAt(alias, 'key')) : undefined;
  const inside = [...node.entries.values()].flatMap(({ value }) => aliasKeys(value));
  return key === undefined ? inside : [key, ...inside];
}

/** The variables of a pipeline by name. The same name twice is refused elsewhere; until then both count. */
function variablesIn(root: YamlNode): ReadonlyMap<string, readonly YamlNode[]> {
  const list = valueAt(valueAt(root, 'pipeline'), 'variables');
  const variables = new Map<string, readonly YamlNode[]>();
  for (const item of list?.kind === 'list' ? list.items : []) {
    const name = scalarText(valueAt(item, 'name')) ?? '';
    variables.set(name, [...(variables.get(name) ?? []), item]);
  }
  return variables;
}

function textsForAll(pipeline: YamlNode | undefined): readonly YamlNode[] {
  if (pipeline?.kind !== 'map') return [];
  return [...pipeline.entries].flatMap(([key, { value }]) =>
    ['stages', 'variables', 'description'].includes(key) ? [] : [value],
  );
}

function readingOf(mention: Mention, known: ReadonlySet<string>): Reading {
  const { scalar, start, end, name } = mention;
  const expression = `<+${scalar.text.text.slice(start, end).trim()}>`;
  return { scalar, start, end, expression, stage: stageNamed(name, known) };
}

/** `build_0` is an instance of the looped stage `build`, unless a stage is called so. */
function stageNamed(name: string | null, known: ReadonlySet<string>): string | null {
  const loop = name === null || known.has(name) ? null : loopOf(name);
  return loop !== null && known.has(loop) ? loop : name;
}

/** Each expression once, as people are shown them. */
export function distinct(readings: readonly StageReading[]): readonly StageReading[] {
  const byExpression = new Map(
    readings.map(({ expression, stage }): [string, StageReading] => [
      expression,
      { expression, stage },
    ]),
  );
  return [...byExpression.values()].toSorted((one, other) =>
    one.expression < other.expression ? -1 : 1,
  );
}
