import {
  evaluateText,
  type Found,
  type Lookup,
  type Namespace,
  toNumber,
  Unavailable,
} from '@reprise/core/expression';
import { given, isRuntimeInput, scalarText, valueAt, type YamlNode } from '../../yaml/index.ts';
import { isAskedWhileRunning } from '../inputs/placeholder.ts';

/** The places around a text, as they are written: the outermost first. */
export interface Surrounding {
  readonly pipeline: YamlNode;
  readonly stage?: YamlNode;
  readonly stepGroup?: YamlNode;
  readonly step?: YamlNode;
}

/** Why an expression has no value before the run: an input that it speaks of is still to be given. */
export const NOT_GIVEN = 'an input is not given';

interface Telling {
  readonly around: Surrounding;
  /** Variables worked out so far: each once, and none that is made of itself. */
  readonly known: Map<YamlNode, Found | undefined>;
}

/**
 * What can be told of a pipeline by its text alone, whatever happens in a run: names, tags, and the variables whose
 * values say no more than that.
 */
export const namesBeforehand = (around: Surrounding): Lookup =>
  lookupIn({ around, known: new Map() });

const lookupIn =
  (telling: Telling): Lookup =>
  (name) => {
    const { pipeline, stage, stepGroup, step } = telling.around;
    if (name === 'pipeline') return placeOf(pipeline, telling);
    if (name === 'stage')
      return placeOf(stage, { ...telling, around: { pipeline, ...given('stage', stage) } });
    if (name === 'stepGroup') return placeOf(stepGroup, telling);
    return name === 'step' ? placeOf(step, telling) : undefined;
  };

const TEXTS: ReadonlySet<string> = new Set(['name', 'identifier', 'description']);
const PARTS: readonly string[] = [...TEXTS, 'tags', 'variables'];

function placeOf(node: YamlNode | undefined, telling: Telling): Namespace | undefined {
  if (node?.kind !== 'map') return undefined;
  return namespace(PARTS, (name) => {
    const value = valueAt(node, name);
    if (TEXTS.has(name)) return literal(value) ?? null;
    if (name === 'tags') return tagsOf(value);
    return name === 'variables' ? variablesOf(value, telling) : undefined;
  });
}

const tagsOf = (tags: YamlNode | undefined): Namespace =>
  namespace(tags?.kind === 'map' ? [...tags.entries.keys()] : [], (name) =>
    literal(valueAt(tags, name)),
  );

function variablesOf(list: YamlNode | undefined, telling: Telling): Namespace {
  const items = list?.kind === 'list' ? list.items : [];
  const names = items.flatMap((item) => scalarText(valueAt(item, 'name')) ?? []);
  return namespace(names, (name) => {
    const variable = items.find((item) => scalarText(valueAt(item, 'name')) === name);
    return variable && once(variable, telling);
  });
}

function once(variable: YamlNode, telling: Telling): Found | undefined {
  const { known } = telling;
  if (known.has(variable)) return known.get(variable);
  known.set(variable, new Unavailable('self-reference', 'a variable is made of itself'));
  const found = variableOf(variable, telling);
  known.set(variable, found);
  return found;
}

function variableOf(variable: YamlNode, telling: Telling): Found | undefined {
  const value = valueAt(variable, 'value');
  const type = scalarText(valueAt(variable, 'type'));
  if (value?.kind !== 'scalar') return undefined;
  if (type === 'Secret') return unavailable('a secret is opened for a task only');
  const { text } = value.text;
  if (isAskedWhileRunning(text)) return unavailable('it is asked for while the pipeline runs');
  if (isRuntimeInput(value)) return unavailable(NOT_GIVEN);
  const evaluated = evaluateText(text, lookupIn(telling));
  if (!evaluated.ok) return new Unavailable(evaluated.error.code, evaluated.error.message);
  const { value: found } = evaluated.value;
  return type === 'Number' ? (toNumber(found) ?? found) : found;
}

function literal(node: YamlNode | undefined): string | undefined {
  const text = scalarText(node);
  return text?.includes('<+') ? undefined : text;
}

const unavailable = (why: string): Unavailable => new Unavailable('undefined-variable', why);

const namespace = (
  names: readonly string[],
  get: (name: string) => Found | undefined,
): Namespace => ({ kind: 'namespace', keys: () => names, get });
