/** A place in a YAML file; line and column both start at 1, as editors show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** Set when the place is in the YAML of a template, `account.build@v1`, not in that of the pipeline. */
  readonly template?: string;
}
