/** The runtime inputs of a pipeline as questions to a person, and the answers as the YAML of inputs. */
import {
  isRuntimeInput,
  Report,
  readYaml,
  scalarText,
  valueAt,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../yaml/index.ts';
import { applyEdits, onOneLine } from './edits.ts';
import { type Placeholder, parsePlaceholder } from './placeholder.ts';
import { readInputs } from './read-inputs.ts';
import { itemsOf, pathOfItem, pathTo } from './wanted.ts';

/** One runtime input: where it is, and what may be given. */
export interface InputQuestion {
  /** Its full name, `pipeline.stages.build.variables.tag.value`: the same in the skeleton and in the pipeline. */
  readonly path: string;
  /** Of a variable its name, of anything else its key. */
  readonly name: string;
  readonly isVariable: boolean;
  readonly description: string | null;
  /** Whether an empty text will not do. */
  readonly required: boolean;
  /** What is used when nothing is given; null when something must be. */
  readonly fallback: string | null;
  /** Null when the `<+input>` cannot be understood: `wrong` says why. */
  readonly placeholder: Placeholder | null;
  readonly wrong: string | null;
}

interface Leaf {
  readonly path: string;
  readonly key: string;
  readonly node: YamlNode;
  readonly holder: YamlMap | undefined;
}

/** What a pipeline, or the skeleton of its inputs, asks for, in its order. Nothing when it cannot be read. */
export function inputQuestions(yaml: string): readonly InputQuestion[] {
  const asked = leavesOf(yaml).filter(({ node }) => isRuntimeInput(node));
  const byPath = new Map(asked.map((leaf) => [leaf.path, leaf]));
  return [...byPath.values()].map(questionOf);
}

/** The values that the YAML of some inputs gives, by path; what it leaves as `<+input>` is not among them. */
export function inputAnswers(inputsYaml: string): ReadonlyMap<string, string> {
  const root = inputsYaml.trim() === '' ? null : readInputs(inputsYaml, new Report());
  const given = leavesIn(root).filter(({ node }) => !isRuntimeInput(node));
  return new Map(given.map(({ path, node }) => [path, textOf(node)]));
}

/** The skeleton with answers in it, for `mergeInputs`; what has no answer stays `<+input>`, and takes its default. */
export function answeredInputs(skeleton: string, answers: ReadonlyMap<string, string>): string {
  const edits = leavesOf(skeleton).flatMap((leaf) => {
    const answer = answers.get(leaf.path);
    if (answer === undefined || !isRuntimeInput(leaf.node)) return [];
    return [{ range: leaf.node.range, replacement: written(answer, isVariable(leaf)) }];
  });
  return applyEdits(skeleton, edits);
}

/** All scalars, and lists of scalars, with their full names. */
const leavesOf = (yaml: string): readonly Leaf[] =>
  leavesIn(yaml.trim() === '' ? null : readYaml(yaml, new Report()));

function leavesIn(root: YamlNode | null): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: YamlNode, path: string, key: string, holder: YamlMap | undefined): void => {
    if (node.kind === 'scalar' || isListOfScalars(node)) {
      leaves.push({ path, key, node, holder });
    } else if (node.kind === 'list') {
      for (const item of itemsOf(node)) visit(item, pathTo(path, pathOfItem(item)), key, undefined);
    } else {
      for (const [each, { value }] of node.entries) visit(value, pathTo(path, each), each, node);
    }
  };
  if (root !== null) visit(root, '', '', undefined);
  return leaves;
}

const isListOfScalars = (node: YamlNode): boolean =>
  node.kind === 'list' && node.items.every(({ kind }) => kind === 'scalar');

const isVariable = ({ key, holder }: Leaf): boolean =>
  key === 'value' && scalarText(valueAt(holder, 'name')) !== undefined;

function questionOf(leaf: Leaf): InputQuestion {
  const { path, key, node, holder } = leaf;
  const variable = isVariable(leaf) ? holder : undefined;
  const parsed = parsePlaceholder(scalarText(node) ?? '');
  const stated = valueAt(variable, 'default');
  const besides = stated === undefined || isRuntimeInput(stated) ? null : scalarText(stated);
  return {
    path,
    name: scalarText(valueAt(variable, 'name')) ?? key,
    isVariable: variable !== undefined,
    description: scalarText(valueAt(variable, 'description')) ?? null,
    required: scalarText(valueAt(variable, 'required')) === 'true',
    fallback: (parsed.ok ? parsed.value.default : undefined) ?? besides ?? null,
    placeholder: parsed.ok ? parsed.value : null,
    wrong: parsed.ok ? null : parsed.error.message,
  };
}

const textOf = (node: YamlNode): string =>
  node.kind === 'scalar' ? textOfScalar(node) : onOneLine(node);

const textOfScalar = ({ value, text }: YamlScalar): string => (value === null ? '' : text.text);

/** An answer as YAML. Only where no text is wanted can it be a list; numbers and booleans stay what they are. */
function written(answer: string, asText: boolean): string {
  const isList = !asText && /^\[.*\]$/.test(answer.trim()) && readsAsList(answer);
  if (isList || /^(true|false|\d{1,15}(\.\d{1,15})?)$/.test(answer)) return answer.trim();
  return JSON.stringify(answer);
}

const readsAsList = (answer: string): boolean => readYaml(answer, new Report())?.kind === 'list';
