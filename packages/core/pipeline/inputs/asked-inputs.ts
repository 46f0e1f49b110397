import type { Milliseconds, Position, Text } from '@reprise/core';
import { stringify } from 'yaml';
import { isRuntimeInput, scalarText, valueAt, type YamlNode } from '../../yaml/index.ts';
import { isAskedWhileRunning, type Placeholder, parsePlaceholder } from './placeholder.ts';
import { skeletonOf } from './template.ts';
import { childrenIn, pathTo, wantingNodes } from './wanted.ts';

/** What a stage, group or step asks people for when its turn has come: every `<+input>.executionInput()` of it. */
export interface AskedInputs {
  /** The skeleton of what is asked for, as YAML: a sparse copy of the element. */
  readonly template: string;
  readonly inputs: readonly AskedInput[];
  /** It runs only when somebody says so, within this time, whether or not there is anything to give. */
  readonly toBeStarted?: Milliseconds;
}

/** One value that is asked for. */
export interface AskedInput extends Placeholder {
  /** Of a variable its name; of anything else its path in the `spec`: `source.spec.script`. */
  readonly name: string;
  /** Where the text stands in whose place the value is used. */
  readonly at: Position;
  readonly required: boolean;
}

type Wrapper = 'stage' | 'stepGroup' | 'step';

/**
 * What an element of a pipeline asks for while it runs. `texts` are those of its texts that may wait for their values
 * until then; undefined when none of them asks.
 */
export function askedInputs(
  wrapper: Wrapper,
  node: YamlNode,
  texts: ReadonlySet<Text>,
): AskedInputs | undefined {
  const asked = new Set([...texts].filter(({ text }) => isAskedWhileRunning(text)));
  if (asked.size === 0) return undefined;
  const leaves = leavesOf(node).filter(({ text }) => asked.has(text));
  const inputs = leaves.flatMap(({ text, name, ...beside }) => {
    const placeholder = parsePlaceholder(text.text);
    if (!placeholder.ok) return [];
    return [{ name, at: text.at, ...beside, ...placeholder.value }];
  });
  if (inputs.length === 0) return undefined;
  const wanting = wantingNodes(node, (scalar) => asked.has(scalar.text));
  const skeleton = new Map([[wrapper, skeletonOf(node, wanting)]]);
  const template = stringify(skeleton, { lineWidth: 0, aliasDuplicateObjects: false });
  return { template, inputs };
}

/** What a stage that people start asks for: maybe nothing but that. */
export function toBeStarted(
  asks: AskedInputs | undefined,
  stage: string,
  within: Milliseconds,
): AskedInputs {
  const template = stringify({ stage: { identifier: stage } });
  return { ...(asks ?? { template, inputs: [] }), toBeStarted: within };
}

interface Leaf {
  readonly text: Text;
  readonly name: string;
  readonly required: boolean;
  /** A variable may state its default beside its value. */
  readonly default?: string;
}

/** The inputs of a tree that are asked for while it runs, each once: an alias may lead to it several times. */
function leavesOf(root: YamlNode): readonly Leaf[] {
  const leaves = new Map<Text, Leaf>();
  const visit = (node: YamlNode, holder: YamlNode | undefined, path: string): void => {
    if (node.kind !== 'scalar') {
      for (const [name, child] of childrenIn(node)) visit(child, node, pathTo(path, name));
    } else if (isAskedWhileRunning(node.text.text) && !leaves.has(node.text)) {
      leaves.set(node.text, { text: node.text, name: nameOf(path), ...besides(holder) });
    }
  };
  visit(root, undefined, '');
  return [...leaves.values()];
}

const nameOf = (path: string): string =>
  path.replace(/^(?:variables|spec)\./, '').replace(/\.value$/, '');

function besides(holder: YamlNode | undefined): Pick<Leaf, 'required' | 'default'> {
  const required = scalarText(valueAt(holder, 'required')) === 'true';
  const fallback = valueAt(holder, 'default');
  if (fallback?.kind !== 'scalar' || isRuntimeInput(fallback)) return { required };
  return { required, default: fallback.text.text };
}

/** The names and places of the inputs in a skeleton that `askedInputs` made. */
export function askedIn(template: YamlNode): ReadonlyMap<string, YamlNode> {
  const found = new Map<string, YamlNode>();
  const visit = (node: YamlNode, path: string): void => {
    if (node.kind !== 'scalar') {
      for (const [name, child] of childrenIn(node)) visit(child, pathTo(path, name));
    } else if (isAskedWhileRunning(node.text.text)) found.set(nameOf(path), node);
  };
  if (template.kind === 'map') for (const { value } of template.entries.values()) visit(value, '');
  return found;
}
