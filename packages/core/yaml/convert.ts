import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { yamlLimits } from './limits.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';
import type { PositionOf } from './position-in.ts';
import type { Report } from './report.ts';
import { textOf } from './scalar-text.ts';

/** A node with the number of values in it and their depth, aliases counted as what they stand for. */
interface Converted {
  readonly node: YamlNode;
  readonly size: number;
  readonly height: number;
}

/** What may be said with a tag: the type that the value has anyway. */
const plainTags: ReadonlySet<string> = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((type) => `tag:yaml.org,2002:${type}`),
);

/** Turns the library's nodes into our own, and refuses what a pipeline has no use for or must not cost. */
export class Converter {
  private readonly source: string;
  private readonly positionOf: PositionOf;
  private readonly report: Report;
  /** What each anchor stands for so far; `null` while its own value is being read. */
  private readonly anchors = new Map<string, Converted | null>();
  private overflown = false;

  constructor(source: string, positionOf: PositionOf, report: Report) {
    this.source = source;
    this.positionOf = positionOf;
    this.report = report;
  }

  /** The whole document; null when a limit was reached. */
  convert(root: Node): YamlNode | null {
    const { node } = this.node(root, 1);
    return this.overflown ? null : node;
  }

  private node(node: unknown, depth: number): Converted {
    if (isAlias(node)) return this.alias(node, depth);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, null);
    const converted = this.collection(node, depth);
    if (anchor !== undefined) this.anchors.set(anchor, converted);
    if (converted.size > yamlLimits.nodes)
      this.overflow('too-many-values', `more than ${yamlLimits.nodes} values`, node);
    return converted;
  }

  private collection(node: unknown, depth: number): Converted {
    if (this.overflown) return this.nothing(node);
    if (depth > yamlLimits.depth) {
      this.tooDeep(node);
      return this.nothing(node);
    }
    if (isMap(node)) return this.map(node, depth);
    if (isSeq(node)) {
      this.checkTag(node);
      const items = node.items.map((item) => this.node(item, depth + 1));
      const list = { kind: 'list', items: items.map((item) => item.node) } as const;
      return { node: { ...list, ...this.place(node) }, ...measure(items) };
    }
    if (isScalar(node)) {
      this.checkTag(node);
      return { node: this.scalar(node), ...measure([]) };
    }
    return this.nothing(node);
  }

  private map(map: YAMLMap, depth: number): Converted {
    this.checkTag(map);
    const entries = new Map<string, YamlEntry>();
    const values: Converted[] = [];
    for (const { key, value } of map.items) {
      const converted = this.node(value, depth + 1);
      values.push(converted);
      const keyAt = this.place(key).at;
      if (!isScalar(key) || key.value === null) {
        this.report.error('bad-key', 'A key must be text.', keyAt);
        continue;
      }
      const name = textOf(key, this.source, this.positionOf).text;
      const known = entries.get(name);
      if (known === undefined) entries.set(name, { keyAt, value: converted.node });
      else {
        const message = `The key "${name}" stands here twice: first at line ${known.keyAt.line}.`;
        this.report.error('duplicate-key', message, keyAt);
      }
    }
    const node: YamlMap = { kind: 'map', entries, ...this.place(map) };
    return { node, ...measure(values) };
  }

  private scalar(scalar: Scalar): YamlScalar {
    const { value } = scalar;
    const isPlain = typeof value === 'number' || typeof value === 'boolean' || value === null;
    const text = textOf(scalar, this.source, this.positionOf);
    const { at, range } = this.place(scalar);
    return {
      kind: 'scalar',
      value: isPlain ? value : text.text,
      text: value === null ? { ...text, text: '' } : text,
      at,
      range,
    };
  }

  private alias(alias: Alias, depth: number): Converted {
    const target = this.anchors.get(alias.source);
    if (target !== undefined && target !== null) {
      if (depth + target.height - 1 <= yamlLimits.depth) return target;
      this.tooDeep(alias);
      return this.nothing(alias);
    }
    const why =
      target === null ? 'it would contain itself' : 'no anchor of that name comes before it';
    this.report.error('bad-alias', `The alias *${alias.source}: ${why}.`, this.place(alias).at);
    return this.nothing(alias);
  }

  private checkTag(node: { tag?: string | undefined }): void {
    if (node.tag === undefined || plainTags.has(node.tag)) return;
    this.report.error(
      'custom-tag',
      `A pipeline has no tags: take away ${node.tag}.`,
      this.place(node).at,
    );
  }

  private tooDeep(node: unknown): void {
    this.overflow('too-deep', `values nested more than ${yamlLimits.depth} deep`, node);
  }

  private overflow(code: string, what: string, node: unknown): void {
    if (!this.overflown) this.report.error(code, `The file has ${what}.`, this.place(node).at);
    this.overflown = true;
  }

  private nothing(node: unknown): Converted {
    const { at, range } = this.place(node);
    const scalar = { kind: 'scalar', value: null, text: { text: '', at }, at, range } as const;
    return { node: scalar, ...measure([]) };
  }

  private place(node: unknown): Pick<YamlNode, 'at' | 'range'> {
    const hasRange = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
    const [start, end] = (hasRange ? node.range : undefined) ?? [0, 0];
    return { at: this.positionOf(start), range: { start, end } };
  }
}

function measure(children: readonly Converted[]): Pick<Converted, 'size' | 'height'> {
  let [size, height] = [1, 1];
  for (const child of children) {
    size += child.size;
    height = Math.max(height, child.height + 1);
  }
  return { size, height };
}
