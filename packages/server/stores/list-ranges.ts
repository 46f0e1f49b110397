import type { ExecutionFilter } from '../ports/index.ts';

/** The ends of the parts of time that a filter means, in the order in which the statements name them. */
export const rangesOf = ({
  created,
  started,
  ended,
}: ExecutionFilter): readonly (number | null)[] =>
  [created, started, ended].flatMap((range) => [range?.from ?? null, range?.to ?? null]);
