import { didYouMean } from '@reprise/core';
import { nameOfKind, type YamlMap, type YamlNode } from './node.ts';
import { isRuntimeInput, type Reader } from './reader.ts';
import type { KeyUse, Report } from './report.ts';

/**
 * Reads the keys of one map. Each key is asked for once; `end` reports those that nobody asked for. A refused value is
 * undefined like an absent one: the report knows the difference.
 */
export class Fields {
  readonly map: YamlMap;
  readonly report: Report;
  private readonly what: string;
  private readonly known = new Set<string>();

  /** `what` names the map in messages: `a stage`. */
  constructor(map: YamlMap, what: string, report: Report) {
    this.map = map;
    this.what = what;
    this.report = report;
  }

  required<Value>(key: string, read: Reader<Value>): Value | undefined {
    this.know(key, 'runs', true);
    const entry = this.map.entries.get(key);
    if (entry !== undefined) return read(entry.value, this.report);
    this.report.error('missing-key', `"${key}" is missing: ${this.what} needs one.`, this.map.at);
    return undefined;
  }

  /** The value of a key that may be absent or empty. */
  optional<Value>(key: string, read: Reader<Value>): Value | undefined {
    this.know(key, 'runs');
    const value = this.map.entries.get(key)?.value;
    return value === undefined || isBlank(value) ? undefined : read(value, this.report);
  }

  /** Keys that are taken and make no difference here. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.know(key, 'accepted, no effect');
  }

  /** Keys that Harness knows and this server does not run; empty ones do no harm. */
  unsupported(...keys: readonly string[]): void {
    for (const key of keys) {
      this.know(key, 'refused');
      const entry = this.map.entries.get(key);
      if (entry === undefined || isHarmless(entry.value)) continue;
      const message = `"${key}" of ${this.what} is not supported yet.`;
      this.report.unsupported('unsupported-key', message, entry.keyAt);
    }
  }

  private know(key: string, use: KeyUse, required = false): void {
    this.known.add(key);
    this.report.seen?.(this.what, key, use, this.map.entries.has(key));
    this.report.shapes?.asked(this.map, this.what, key, required);
  }

  has(key: string): boolean {
    return this.map.entries.has(key);
  }

  /** Reports the keys that mean nothing. */
  end(): void {
    this.report.shapes?.closed(this.map, this.what);
    for (const [key, { keyAt }] of this.map.entries) {
      if (this.known.has(key)) continue;
      const message = `"${key}" is not a key of ${this.what}.${didYouMean(key, this.known)}`;
      this.report.error('unknown-key', message, keyAt);
    }
  }
}

/**
 * The fields of a node that must be a map; undefined, with a problem, if it is none, with a warning while it is
 * `<+input>` as a whole.
 */
export function fieldsOf(node: YamlNode, what: string, report: Report): Fields | undefined {
  if (node.kind === 'map') return new Fields(node, what, report);
  if (isRuntimeInput(node)) {
    const message = `This is ${what}, given as a whole when the pipeline runs; it is checked then.`;
    report.warning('unchecked-input', message, node.at);
    return undefined;
  }
  report.error('wrong-type', `Expected ${what}, found ${nameOfKind(node)}.`, node.at);
  return undefined;
}

/** An object with the key if the value is given, and without it if not. */
export function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  const entries: { [K in Key]?: Value } = {};
  if (value !== undefined) entries[key] = value;
  return entries;
}

const isBlank = (node: YamlNode): boolean =>
  node.kind === 'scalar' && (node.value === null || node.value === '');

/** Nothing is asked for: empty, false, or made of such. Depth is bounded where YAML is read. */
function isHarmless(node: YamlNode): boolean {
  if (node.kind === 'list') return node.items.length === 0;
  if (node.kind === 'map')
    return [...node.entries.values()].every(({ value }) => isHarmless(value));
  return node.value === null || node.value === false || node.value === '';
}
