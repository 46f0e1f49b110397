import { fieldsOf, listOf, type Reader, type YamlNode } from '../yaml/index.ts';

/** A list of stages or steps, which must not be empty. */
export function entriesReader<Entry>(
  list: 'stages' | 'steps',
  entry: Reader<Entry>,
): Reader<readonly Entry[]> {
  return (node, report) => {
    if (node.kind === 'list' && node.items.length === 0) {
      report.error('empty-list', `There are no ${list} here; at least one is needed.`, node.at);
    }
    return listOf(entry)(node, report);
  };
}

/**
 * Reads one item of `stages` or `steps`: a map with exactly one key, which says what the item is. `insert`, a place that
 * templates fill, is not supported.
 */
export function entryReader<Entry>(
  list: 'stages' | 'steps',
  kinds: Readonly<Record<string, (value: YamlNode) => Entry | undefined>>,
): Reader<Entry> {
  return (node, report) => {
    const words = Object.keys(kinds).join(', ');
    const what = `an item of ${list}`;
    const fields = fieldsOf(node, what, report);
    if (fields === undefined) return undefined;
    const present = Object.entries(kinds).filter(([key]) => fields.has(key));
    fields.unsupported('insert');
    fields.ignore(...Object.keys(kinds));
    fields.end();
    const [only] = present;
    if (only !== undefined && present.length === 1) {
      const value = fields.map.entries.get(only[0])?.value;
      return value && only[1](value);
    }
    if (present.length > 1) {
      const message = `An item is one of ${words}; this one has ${present.length} of them.`;
      report.error('bad-entry', message, node.at);
    } else if (fields.map.entries.size === 0) {
      report.error('bad-entry', `Expected one of ${words}, found nothing.`, node.at);
    }
    return undefined;
  };
}
