/** A place in a YAML file; line and column both start at 1, as editors show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
