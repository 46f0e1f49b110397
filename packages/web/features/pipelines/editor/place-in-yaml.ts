/** Where in a YAML document an offset is, told by indentation alone: a text that is being written is seldom whole. */

/** A key, or 0 for an item of a list; `type` is what the map below it says of itself. */
export interface Place {
  readonly part: string | number;
  readonly type: string | undefined;
}

interface Level {
  readonly indent: number;
  readonly part: string | number;
  type: string | undefined;
}

const LINE = /^(\s*(?:- +)*)(?:([\w.$-]+)\s*:(?:\s+["']?([\w.-]*))?)?/;

/** The path from the root to the map to which a key at the end of `text` belongs. */
export function placeAtEnd(text: string): readonly Place[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const stack: Level[] = [];
  for (const line of lines) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    enter(stack, line);
  }
  const before = /^\s*(?:- +)*/.exec(last)?.[0] ?? '';
  openItems(stack, before);
  close(stack, before.length);
  return stack.map(({ part, type }) => ({ part, type }));
}

/** Leaves all that is not left of this column. */
function close(stack: Level[], column: number): void {
  while ((stack.at(-1)?.indent ?? -1) >= column) stack.pop();
}

/** Each dash opens an item. It may stand below the first letter of its list's key, so it counts as half a column more. */
function openItems(stack: Level[], before: string): void {
  for (const { index } of before.matchAll(/-/g)) {
    close(stack, index + 0.5);
    stack.push({ indent: index + 0.5, part: 0, type: undefined });
  }
}

function enter(stack: Level[], line: string): void {
  const [, before = '', key, value] = LINE.exec(line) ?? [];
  openItems(stack, before);
  close(stack, before.length);
  if (key === undefined) return;
  const holder = stack.at(-1);
  if (key === 'type' && value && holder !== undefined) holder.type = value;
  stack.push({ indent: before.length, part: key, type: undefined });
}
