import { didYouMean, type Problem } from '@reprise/core';
import {
  isRuntimeInput,
  nameOfKind,
  type PlaceOf,
  Report,
  scalarText,
  YamlFile,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../yaml/index.ts';
import { applyEdits, type Edit, onOneLine } from './edits.ts';
import { checkGiven, isAskedWhileRunning, parsePlaceholder } from './placeholder.ts';
import { readInputs, whyNotInPlace } from './read-inputs.ts';
import { itemsOf, keyOfItem, pathOfItem, pathTo } from './wanted.ts';

export interface MergedInputs {
  /** The pipeline with the inputs in it. Line numbers are those of the pipeline as written. */
  readonly yaml: string;
  /** Problems of the inputs are marked `file: 'inputs'`. With an `error` among them the pipeline must not run. */
  readonly problems: readonly Problem[];
}

/**
 * Puts inputs into a pipeline: `inputsYaml` is a sparse copy of the pipeline (as `inputsTemplate` makes it) whose values
 * replace the `<+input>` at the same place; items of lists are found by identifier or name, not by position. What is
 * not given takes its `.default(…)`; inputs of templates may stand under `templateInputs`. Refused are a value for what is no runtime input, a value that is not allowed, and
 * a runtime input without any value. What is asked for while the pipeline runs is left in its place. Empty inputs are
 * fine. `place` says where the places of the pipeline are, `placeOfInputs` those of the inputs.
 */
export const mergeInputs = (
  yaml: string,
  inputsYaml: string,
  place?: PlaceOf,
  placeOfInputs?: PlaceOf,
): MergedInputs => mergeInputsInto(new YamlFile(yaml, place), inputsYaml, placeOfInputs);

/** `mergeInputs` into a file that others read too. */
export function mergeInputsInto(
  file: YamlFile,
  inputsYaml: string,
  placeOfInputs?: PlaceOf,
): MergedInputs {
  const report = new Report();
  const inputsReport = new Report('inputs');
  const root = file.root(report);
  const inputs =
    inputsYaml.trim() === '' ? null : readInputs(inputsYaml, inputsReport, placeOfInputs);
  if (root === null) return { yaml: file.text, problems: report.problems() };
  const merge = new Merge(report, inputsReport);
  if (inputs !== null) merge.give(root, inputs, '');
  merge.settle(root, undefined, '');
  const problems = [...report.problems(), ...inputsReport.problems()];
  return { yaml: applyEdits(file.text, [...merge.edits.values()]), problems };
}

/** What is given for the runtime inputs of a tree, by where they start; what has no place in it goes to the report. */
export function givenFor(
  wanted: YamlNode,
  given: YamlNode,
  report: Report,
): ReadonlyMap<number, YamlNode> {
  const found = new Map<number, YamlNode>();
  const merge = new Merge(report, report, (scalar, value) => {
    found.set(scalar.range.start, value);
  });
  merge.give(wanted, given, '');
  return found;
}

/** What is done with the value that is given for a runtime input. */
type Take = (wanted: YamlScalar, given: YamlNode) => void;

class Merge {
  /** By where the runtime input starts: through an alias the same one is met several times. */
  readonly edits = new Map<number, Edit>();
  private readonly report: Report;
  private readonly inputsReport: Report;
  private readonly take: Take | undefined;

  /** With `take` the values are handed over as they are; without it they replace the inputs. */
  constructor(report: Report, inputsReport: Report, take?: Take) {
    this.report = report;
    this.inputsReport = inputsReport;
    this.take = take;
  }

  /** Walks what is given beside the pipeline; `path` names the place for messages. */
  give(wanted: YamlNode, given: YamlNode, path: string): void {
    if (wanted.kind === 'scalar') this.giveScalar(wanted, given, path);
    else if (wanted.kind === 'map' && given.kind === 'map') this.giveMap(wanted, given, path);
    else if (wanted.kind === 'list' && given.kind === 'list') this.giveList(wanted, given, path);
    else if (given.kind !== 'scalar' || given.value !== null) {
      const kind = wanted.kind === 'map' ? 'a map' : 'a list';
      const message = `${path || 'The file'} is ${kind} in the pipeline, not ${nameOfKind(given)}.`;
      this.inputsReport.error('not-an-input', message, given.at);
    }
  }

  /** Gives every runtime input that is still open its default, or reports it. */
  settle(node: YamlNode, parent: YamlMap | undefined, path: string): void {
    if (node.kind === 'list') {
      for (const item of node.items) this.settle(item, undefined, pathTo(path, pathOfItem(item)));
    } else if (node.kind === 'map') {
      for (const [key, { value }] of node.entries) this.settle(value, node, pathTo(path, key));
    } else if (isRuntimeInput(node)) {
      const edit = this.edits.get(node.range.start);
      if (edit === undefined) this.useDefault(node, parent, path);
      else if (edit.replacement === '""' && isRequired(parent)) this.missing(node, path);
    }
  }

  private giveMap(wanted: YamlMap, given: YamlMap, path: string): void {
    for (const [key, { keyAt, value }] of given.entries) {
      const entry = wanted.entries.get(key);
      const misplaced = key === 'template' ? whyNotInPlace(given) : undefined;
      if (entry !== undefined) this.give(entry.value, value, pathTo(path, key));
      else if (misplaced !== undefined) {
        this.inputsReport.error('not-an-input', misplaced.message, misplaced.at);
      } else {
        const hint = didYouMean(key, wanted.entries.keys());
        const message = `${pathTo(path, key)} is not in the pipeline.${hint}`;
        this.inputsReport.error('not-an-input', message, keyAt);
      }
    }
  }

  private giveList(wanted: YamlList, given: YamlList, path: string): void {
    const places = itemsOf(wanted);
    const byKey = new Map(places.map((item) => [keyOfItem(item), item]));
    const byPosition = byKey.has(undefined) && wanted.items.length === given.items.length;
    for (const [index, item] of itemsOf(given).entries()) {
      const key = keyOfItem(item);
      const found = key === undefined ? byPosition && places[index] : byKey.get(key);
      if (found) this.give(found, item, pathTo(path, pathOfItem(item)));
      else {
        const known = [...byKey.keys()].filter((each) => each !== undefined);
        const hint = key === undefined ? '' : didYouMean(key, known);
        const message = `${pathTo(path, pathOfItem(item) || nameOfKind(item))} is not in the pipeline.${hint}`;
        this.inputsReport.error('not-an-input', message, item.at);
      }
    }
  }

  private giveScalar(wanted: YamlScalar, given: YamlNode, path: string): void {
    const isNothing = given.kind === 'scalar' && given.value === null;
    if (isNothing || (given.kind === 'scalar' && isRuntimeInput(given))) return;
    if (isRuntimeInput(wanted)) this.replace(wanted, given, path);
    else if (given.kind !== 'scalar' || given.text.text !== wanted.text.text) {
      const message = `${path} is no runtime input: it is ${nameOfKind(wanted)} in the pipeline, not ${nameOfKind(given)}.`;
      this.inputsReport.error('not-an-input', message, given.at);
    }
  }

  private replace(wanted: YamlScalar, given: YamlNode, path: string): void {
    if (this.take !== undefined) return this.take(wanted, given);
    if (isAskedWhileRunning(wanted.text.text)) {
      const message = `${path} is asked for when its stage or step runs: leave it out here.`;
      return this.inputsReport.error('not-an-input', message, given.at);
    }
    const placeholder = parsePlaceholder(wanted.text.text);
    // What is wrong with the placeholder itself is reported where it is settled.
    if (!placeholder.ok) return;
    checkGiven(placeholder.value, given, path, this.inputsReport);
    this.edits.set(wanted.range.start, { range: wanted.range, replacement: onOneLine(given) });
  }

  private useDefault(node: YamlScalar, parent: YamlMap | undefined, path: string): void {
    const placeholder = parsePlaceholder(node.text.text);
    if (!placeholder.ok) {
      const message = `The runtime input ${path} is wrong: ${placeholder.error.message}.`;
      if (placeholder.error.severity === 'error') this.report.error('bad-input', message, node.at);
      else this.report.unsupported('unsupported-input', message, node.at);
      return;
    }
    if (placeholder.value.whileRunning === true) return;
    const fallback = placeholder.value.default ?? defaultOf(parent);
    if (fallback === undefined || (fallback === '' && isRequired(parent))) {
      this.missing(node, path, isOptional(parent, node) ? ' It may be empty: "".' : '');
    } else {
      const replacement = isPlain(fallback) ? fallback : JSON.stringify(fallback);
      this.edits.set(node.range.start, { range: node.range, replacement });
    }
  }

  private missing(node: YamlScalar, path: string, hint = ''): void {
    const message = `${path} has no value: give one with the inputs, or a default in the pipeline.${hint}`;
    this.report.error('missing-input', message, node.at);
  }
}

const isRequired = (variable: YamlMap | undefined): boolean =>
  scalarText(variable?.entries.get('required')?.value) === 'true';

/** Whether it is a variable that may be given without a value: only on purpose, for who forgets it means another run. */
const isOptional = (variable: YamlMap | undefined, { text }: YamlScalar): boolean =>
  !isRequired(variable) &&
  scalarText(variable?.entries.get('type')?.value) === 'String' &&
  text.text.trim() === '<+input>';

/** A variable may state its default beside its value. */
function defaultOf(variable: YamlMap | undefined): string | undefined {
  const node = variable?.entries.get('default')?.value;
  return node?.kind === 'scalar' && !isRuntimeInput(node) ? node.text.text : undefined;
}

/** Numbers and booleans stay what they are: a default is text only on the outside. */
const isPlain = (text: string): boolean => /^(true|false|\d{1,15}(\.\d{1,15})?)$/.test(text);
