/** What one YAML file may cost. Whoever may save a pipeline decides what is in it. */
export const yamlLimits = {
  /** UTF-16 units; Harness's limit for a compiled pipeline is 3 MB. */
  size: 3_000_000,
  /** How deep values may be nested. */
  depth: 64,
  /** Values in the file, with each alias counted as all that it stands for. */
  nodes: 250_000,
  /** Pieces that the lexer makes of the file, before there are values to count. */
  tokens: 750_000,
  /** An upper bound of the depth that can be read off the tokens of a line; deep YAML overflows the library. */
  nesting: 300,
} as const;
