import type { Position } from '@reprise/core';
import type { YamlNode, YamlScalar } from './node.ts';
import { positionIn } from './position-in.ts';
import type { Segment, SourceMap } from './source-map.ts';

export interface PrintedYaml {
  readonly yaml: string;
  readonly map: SourceMap;
}

/**
 * Prints nodes as YAML in block style, with the place that each part came from. What is printed reads as the same nodes
 * again: numbers as they were written, text as text.
 */
export function printYaml(root: YamlNode): PrintedYaml {
  const printer = new Printer();
  printer.root(root);
  return { yaml: printer.lines.map((line) => `${line}\n`).join(''), map: printer.map };
}

const keyPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

class Printer {
  readonly lines: string[] = [];
  readonly map: Segment[][] = [];

  root(node: YamlNode): void {
    if (node.kind === 'scalar' || sizeOf(node) === 0) {
      this.begin('');
      this.inline(node, '', 0);
    } else this.block(node, 0);
  }

  /** The entries of a map or the items of a list, each on lines of their own. */
  private block(node: YamlNode, indent: number): void {
    const pad = ' '.repeat(indent);
    if (node.kind === 'map') {
      for (const [key, { keyAt, value }] of node.entries) {
        this.begin(pad);
        this.add(keyPattern.test(key) ? `${key}:` : `${JSON.stringify(key)}:`, keyAt);
        this.value(value, indent, indent + 2);
      }
    } else if (node.kind === 'list') {
      for (const item of node.items) this.item(item, indent);
    }
  }

  /** A map in a list begins on the line of its dash. */
  private item(item: YamlNode, indent: number): void {
    const pad = ' '.repeat(indent);
    if (item.kind !== 'map' || sizeOf(item) === 0) {
      this.begin(pad);
      this.add('-', item.at);
      this.value(item, indent, indent + 2);
      return;
    }
    const first = this.lines.length;
    this.block(item, indent + 2);
    this.lines[first] = `${pad}- ${(this.lines[first] ?? '').slice(indent + 2)}`;
  }

  private value(node: YamlNode, indent: number, below: number): void {
    if (node.kind === 'scalar' || sizeOf(node) === 0) this.inline(node, ' ', indent);
    else this.block(node, below);
  }

  private inline(node: YamlNode, before: string, indent: number): void {
    if (node.kind !== 'scalar') {
      this.add(`${before}${node.kind === 'map' ? '{}' : '[]'}`, node.at, before.length);
      return;
    }
    const literal = asLiteral(node);
    if (literal === undefined) {
      const said = oneLine(node);
      const at = said.startsWith('"') ? before.length + 1 : before.length;
      this.add(before + said, node.text.at, at);
      return;
    }
    this.add(`${before}${literal.header}`, node.at, before.length);
    const pad = ' '.repeat(indent + 2);
    let offset = 0;
    for (const line of literal.lines) {
      this.begin(line === '' ? '' : pad);
      this.add(line, positionIn(node.text, offset));
      offset += line.length + 1;
    }
  }

  private begin(pad: string): void {
    this.lines.push(pad);
    this.map.push([]);
  }

  /** Adds to the last line. `skip` characters of it belong to nothing: the place is that of the one after them. */
  private add(text: string, at: Position, skip = 0): void {
    const last = this.lines.length - 1;
    const line = this.lines[last] ?? '';
    this.map[last]?.push({ column: line.length + skip + 1, at });
    this.lines[last] = line + text;
  }
}

const sizeOf = (node: Exclude<YamlNode, YamlScalar>): number =>
  node.kind === 'map' ? node.entries.size : node.items.length;

interface Literal {
  readonly header: string;
  readonly lines: readonly string[];
}

/** Characters that a block cannot hold, or not as they are. */
const unfit = /[^\n\t\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Text of several lines as a literal block, if the block would say exactly that text. */
function asLiteral({ value, text: { text } }: YamlScalar): Literal | undefined {
  if (typeof value !== 'string' || !text.includes('\n')) return undefined;
  const lines = text.split('\n');
  const isOdd = unfit.test(text) || /^\s/.test(text) || text.endsWith('\n\n');
  if (isOdd || lines.some((line) => line !== '' && line.trim() === '')) return undefined;
  return text.endsWith('\n')
    ? { header: '|', lines: text.slice(0, -1).split('\n') }
    : { header: '|-', lines: text.split('\n') };
}

/** Words that are no text when they stand alone. */
const words = /^(?:true|false|null|yes|no|on|off)$/i;
const plain = /^[A-Za-z_<][^\n\r\t"'`{}[\]&*!|%@\u0080-\uffff]*$/;

function oneLine({ value, text: { text } }: YamlScalar): string {
  if (typeof value !== 'string') return text === '' ? 'null' : text;
  const isPlain =
    plain.test(text) && !words.test(text) && text.trim() === text && !/: |:$| #|^<<$/.test(text);
  return isPlain ? text : JSON.stringify(text);
}
