/**
 * What is wrong with a file, and how bad it is: `error` is what Harness itself would not take; `unsupported` is what
 * Harness takes and this server does not run; `warning` runs, but hardly as meant.
 */
export interface Problem {
  readonly severity: 'error' | 'unsupported' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** Set when the place is in the YAML of the inputs, not in that of the pipeline. */
  readonly file?: 'inputs';
  /** Set when the place is in the YAML of a template, `account.build@v1`. */
  readonly template?: string;
}
