/** Which rows of a long list are in view, when all have one height. */

/** Browsers draw no box higher than some seventeen million pixels: longer lists are scrolled in proportion. */
const HIGHEST = 15_000_000;

/** How much is drawn above and below what is seen, in pixels, so that scrolling shows no gaps. */
const SPARE = 240;

export interface Box {
  readonly rows: number;
  readonly rowHeight: number;
  /** How much is seen, in pixels. */
  readonly height: number;
}

/** How high the scrolled content is. */
export const contentHeight = ({ rows, rowHeight }: Box): number =>
  Math.min(rows * rowHeight, HIGHEST);

/** How many pixels of the list one pixel of scrolling passes. */
function scaleOf(box: Box): number {
  const way = contentHeight(box) - box.height;
  return way <= 0 ? 1 : (box.rows * box.rowHeight - box.height) / way;
}

export interface RowWindow {
  /** The first row drawn, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Where the first drawn row stands in the content. */
  readonly top: number;
}

/** The rows to draw when the content is scrolled by so much. */
export function windowOf(box: Box, scrolled: number): RowWindow {
  const position = Math.max(0, scrolled) * scaleOf(box);
  const seen = Math.floor(position / box.rowHeight);
  const spare = Math.ceil(SPARE / box.rowHeight);
  const from = Math.max(0, seen - spare);
  const to = Math.min(box.rows, seen + Math.ceil(box.height / box.rowHeight) + spare);
  return { from: Math.min(from, to), to, top: scrolled + from * box.rowHeight - position };
}

/** How far to scroll so that a row stands in the middle. */
export function scrollTo(box: Box, row: number): number {
  const wanted = row * box.rowHeight - (box.height - box.rowHeight) / 2;
  return Math.max(0, wanted / scaleOf(box));
}
