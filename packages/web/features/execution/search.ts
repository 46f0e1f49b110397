/** What of an execution is shown, as it stands in the address. */
export const VIEWS = ['stages', 'inputs', 'yaml', 'acts'] as const;
export type View = (typeof VIEWS)[number];

export const PARTS = ['log', 'input', 'output', 'details'] as const;
export type Part = (typeof PARTS)[number];

export interface ExecutionSearch {
  readonly view?: View;
  /** The key of the node that is shown. Absent: the page follows what happens. */
  readonly node?: string;
  /** Which try of it; absent: the newest. */
  readonly attempt?: number;
  readonly part?: Part;
  /** The line of the log, from 1. */
  readonly line?: number;
}

const oneOf = <Name extends string>(names: readonly Name[], given: unknown): Name | undefined =>
  names.find((name) => name === given);

const positive = (given: unknown): number | undefined =>
  typeof given === 'number' && Number.isSafeInteger(given) && given > 0 ? given : undefined;

const nonEmpty = (given: unknown): string | undefined =>
  typeof given === 'string' && given !== '' ? given : undefined;

/** Reads an address; what makes no sense is left out. */
export function executionSearch(given: Readonly<Record<string, unknown>>): ExecutionSearch {
  const read = {
    view: oneOf(VIEWS, given['view']),
    node: nonEmpty(given['node']),
    attempt: positive(given['attempt']),
    part: oneOf(PARTS, given['part']),
    line: positive(given['line']),
  };
  // `exactOptionalPropertyTypes`: what is absent must not be there at all.
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}
