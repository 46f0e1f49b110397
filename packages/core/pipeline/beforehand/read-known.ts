import { evaluateText, isList, isSecret, toText, type Value } from '@reprise/core/expression';
import {
  excerpt,
  Report,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from '../../yaml/index.ts';
import type { Pipeline } from '../model.ts';
import { readPipeline } from '../read-pipeline.ts';
import { NOT_GIVEN, namesBeforehand, type Surrounding } from './names.ts';

/**
 * Reads a pipeline in which expressions stand where a value must be known before the run: a timeout, a number of tries,
 * a choice. Whatever its own text says about them counts as if it stood there; the rest is reported as not supported.
 */
export function readKnown(root: YamlNode, report: Report): Pipeline | undefined {
  const draft = new Report();
  const wanted = new Map<YamlNode, string>();
  draft.beforehand = wanted;
  const pipeline = readPipeline(root, draft);
  if (wanted.size === 0) {
    report.take(draft);
    return pipeline;
  }
  return readPipeline(new Replacing(wanted, report).walk(root, '', { pipeline: root }), report);
}

const PLACES = [
  'pipeline',
  'stage',
  'stepGroup',
  'step',
] as const satisfies readonly (keyof Surrounding)[];

class Replacing {
  private readonly wanted: ReadonlyMap<YamlNode, string>;
  private readonly report: Report;

  constructor(wanted: ReadonlyMap<YamlNode, string>, report: Report) {
    this.wanted = wanted;
    this.report = report;
  }

  /** A node with the values in it that were wanted; `key` is the one under which it stands. */
  walk(node: YamlNode, key: string, outside: Surrounding): YamlNode {
    if (node.kind === 'scalar') {
      const expected = this.wanted.get(node);
      return expected === undefined ? node : this.valueOf(node, expected, outside);
    }
    const place = PLACES.find((each) => each === key);
    const around = place === undefined ? outside : { ...outside, [place]: node };
    if (node.kind === 'list') {
      return { ...node, items: node.items.map((item) => this.walk(item, '', around)) };
    }
    const entries = new Map<string, YamlEntry>();
    for (const [name, entry] of node.entries) {
      entries.set(name, { ...entry, value: this.walk(entry.value, name, around) });
    }
    return { ...node, entries };
  }

  private valueOf(node: YamlScalar, expected: string, around: Surrounding): YamlNode {
    const evaluated = evaluateText(node.text.text, namesBeforehand(around));
    if (evaluated.ok) {
      const { value } = evaluated.value;
      if (value !== null && !isSecret(value)) return written(value, node);
    }
    const why = evaluated.ok ? 'it is worth nothing' : evaluated.error.message;
    if (why !== NOT_GIVEN) {
      const can = 'names, tags and variables of the pipeline, its stage and its group';
      const said = `${excerpt(node.text.text)} is not (${why.replace(/\.$/, '')})`;
      const message = `Expected ${expected}, and known before the run: ${said}. Known then are ${can}.`;
      this.report.unsupported('not-known-beforehand', message, node.at);
    }
    return scalar(TO_BE_GIVEN, node);
  }
}

/** What readers take for a value that comes later. */
const TO_BE_GIVEN = '<+input>';

/** The node as if the value stood in its place. */
function written(value: Value, node: YamlScalar): YamlNode {
  if (!isList(value)) return scalar(toText(value), node);
  const { at, range } = node;
  return { kind: 'list', at, range, items: value.map((item) => scalar(toText(item), node)) };
}

const scalar = (text: string, { at, range, text: { at: textAt } }: YamlScalar): YamlScalar => ({
  kind: 'scalar',
  value: text,
  text: { text, at: textAt },
  at,
  range,
});
