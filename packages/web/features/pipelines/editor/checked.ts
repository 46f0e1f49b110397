/** Something wrong with a text, at a line and column counted from 1. */
export interface Checked {
  readonly severity: 'error' | 'unsupported' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
