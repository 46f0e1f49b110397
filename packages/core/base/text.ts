import type { Position } from './position.ts';

/**
 * A piece of author's text that may hold `<+ … >` expressions, and where it stands. For a block scalar (`|`, `>`) `at`
 * is the first character of its content and `indent` the columns cut from each following line, so that an error inside
 * the text can be shown at its own line and column.
 */
export interface Text {
  readonly text: string;
  readonly at: Position;
  readonly indent?: number;
  /**
   * For text whose lines were folded together (`>`, or plain or quoted over several lines): from which offset on the
   * characters come from which place. In order; the first one is at offset 0.
   */
  readonly folds?: readonly { readonly offset: number; readonly at: Position }[];
}
