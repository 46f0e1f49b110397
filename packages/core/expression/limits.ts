/** What one text may cost. Whoever writes a pipeline decides its expressions, so each of them is bounded. */
export interface Limits {
  /** UTF-16 units of the text that holds the expressions. */
  readonly textLength: number;
  /** Names, numbers and signs in all expressions of the text. */
  readonly tokens: number;
  /** How deep expressions may be nested in one another; bounds every recursion in this folder. */
  readonly depth: number;
  /** UTF-16 units of the whole result, and of each value on the way to it. */
  readonly resultLength: number;
  /** Evaluated sub-expressions, plus one for each 1,024 characters that they handle. */
  readonly steps: number;
}

export const defaultLimits: Limits = {
  textLength: 1_048_576,
  tokens: 100_000,
  depth: 200,
  resultLength: 1_048_576,
  steps: 200_000,
};
