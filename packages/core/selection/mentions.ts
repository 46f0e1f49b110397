import {
  type Expression,
  expressionsOf,
  parseCondition,
  parseText,
  type Reference,
  referencesOf,
  type Template,
} from '@reprise/core/expression';
import type { YamlNode, YamlScalar } from '../yaml/index.ts';

/**
 * An expression, or a part of one, that speaks of a stage, of a variable of the pipeline, or of what a stage published
 * under an alias; null: of which is not known.
 */
export interface Mention {
  readonly scalar: YamlScalar;
  /** Where it stands in the scalar's text. */
  readonly start: number;
  readonly end: number;
  readonly of: 'stage' | 'variable' | 'alias';
  readonly name: string | null;
}

/** Every mention in the texts of a tree, in the order in which they stand. Descriptions are never evaluated. */
export function* mentionsIn(node: YamlNode, key = ''): Generator<Mention> {
  if (node.kind === 'list') for (const item of node.items) yield* mentionsIn(item);
  else if (node.kind === 'map') {
    for (const [name, { value }] of node.entries) {
      if (name !== 'description') yield* mentionsIn(value, name);
    }
  } else yield* mentionsInText(node, key);
}

function* mentionsInText(scalar: YamlScalar, key: string): Generator<Mention> {
  if (typeof scalar.value !== 'string') return;
  const { text } = scalar.text;
  const isCondition = key === 'condition' || key === 'when';
  if (!isCondition && !text.includes('<+')) return;
  const template = isCondition ? parseCondition(text) : parseText(text);
  // What does not parse is refused where the pipeline is read.
  if (!template.ok) return;
  for (const reference of referencesOf(template.value)) {
    const alias = aliasOf(template.value, reference);
    if (alias !== undefined) {
      const { start, end } = reference;
      yield { scalar, start, end, of: 'alias', name: alias };
    }
    for (const target of targetsOf(reference)) {
      yield { scalar, ...spanOf(template.value, reference), ...target };
    }
  }
}

/** `KEY` of `exportedVariables.getValue("pipeline.KEY.NAME")`; undefined for what is exported to its own stage only. */
function aliasOf(template: Template, { path, start }: Reference): string | null | undefined {
  if (path[0]?.name !== 'exportedVariables') return undefined;
  const call = [...expressionsOf(template)].find(
    (node) => node.kind === 'method-call' && node.start === start && node.object.kind === 'name',
  );
  const name = call?.kind === 'method-call' ? call.arguments[0] : undefined;
  if (name?.kind !== 'literal') return null;
  const [scope, key] = String(name.value).split('.');
  return scope === 'pipeline' ? (key ?? null) : undefined;
}

type Target = Pick<Mention, 'of' | 'name'>;

/** What a path leads to: `pipeline` itself, or a dynamic way on from it, may lead to anything. */
function targetsOf({ path }: Reference): readonly Target[] {
  const [first, second, third] = path.map(({ name }) => name);
  if (first === 'stages') return [{ of: 'stage', name: second ?? null }];
  if (first !== 'pipeline') return [];
  if (second === undefined) {
    return [
      { of: 'stage', name: null },
      { of: 'variable', name: null },
    ];
  }
  if (second === 'stages') return [{ of: 'stage', name: third ?? null }];
  return second === 'variables' ? [{ of: 'variable', name: third ?? null }] : [];
}

/** A function that is called on what a path leads to does not belong to the path: `….output.outputVariables.tags` of `….tags.split(",")`. */
function spanOf(template: Template, { path, open, start, end }: Reference) {
  const last = path.at(-1);
  if (!open || last === undefined) return { start, end };
  const spine = [...expressionsOf(template)].filter((node) => node.start === start);
  const tip = spine.find((node) => {
    const key = lastKeyOf(node);
    return key?.start === last.start && key.end === last.end;
  });
  const next = spine.findLast((node) => isOnto(node, tip));
  return next?.kind === 'method-call' && tip !== undefined
    ? { start, end: tip.end }
    : { start, end };
}

const isOnto = (node: Expression, object: Expression | undefined): boolean =>
  (node.kind === 'method-call' || node.kind === 'member') && node.object === object;

function lastKeyOf(node: Expression): Expression | undefined {
  if (node.kind === 'name') return node;
  if (node.kind === 'member') return node.key;
  return node.kind === 'method-call' && node.method === 'get' ? node.arguments[0] : undefined;
}
