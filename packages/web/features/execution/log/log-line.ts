/** One line of a log as the store keeps it, and as people see it. */
import Anser from 'anser';

export interface LogLine {
  readonly time: string;
  readonly isError: boolean;
  readonly text: string;
}

/** A line of the stored log; one that is not as it should be is shown as it is. */
export function parseLine(json: string): LogLine {
  const read = jsonOrNull(json);
  if (typeof read !== 'object' || read === null || !('out' in read)) {
    return { time: '', isError: false, text: json };
  }
  return {
    text: typeof read.out === 'string' ? read.out : json,
    time: 'time' in read && typeof read.time === 'string' ? read.time : '',
    isError: 'level' in read && read.level === 'ERROR',
  };
}

/** How the last line of a log begins that had no room for more. */
const CUT = /^The log of a step holds \d+ bytes: /;

/** Whether this line says that the rest of the log was left out. */
export const saysCut = (line: LogLine | undefined): boolean =>
  line?.isError === true && CUT.test(line.text);

function jsonOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

export interface Span {
  readonly text: string;
  /** Classes of styles.css. */
  readonly className: string;
}

/** A line longer than this is cut where it is shown; the download has all of it. */
const LONGEST = 10_000;

// Links, titles and other commands to a terminal, ended by BEL or ST; then movements of the cursor.
// oxlint-disable-next-line no-control-regex -- these are what they are made of
const COMMANDS = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b\[[\d;?]*[A-Za-ln-z]/g;
// oxlint-disable-next-line no-control-regex -- characters that show nothing, or turn the text around
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

/** The text in spans of one look each. Nothing in it is ever read as HTML. */
export function spansOf(text: string): readonly Span[] {
  const kept =
    text.length > LONGEST ? `${text.slice(0, LONGEST)} … (${text.length} characters)` : text;
  // A progress bar draws over itself: what it drew last is what stands there.
  const last = kept.slice(kept.replace(/\r+$/, '').lastIndexOf('\r') + 1);
  const plain = last.replaceAll(COMMANDS, '');
  return Anser.ansiToJson(plain, { json: true, use_classes: true, remove_empty: true }).map(
    ({ content, fg, decorations }) => ({
      text: content.replaceAll(INVISIBLE, ''),
      className: [fg, ...decorations].flatMap(classOf).join(' '),
    }),
  );
}

/** The text without colours. */
export const plainText = (text: string): string =>
  spansOf(text)
    .map((span) => span.text)
    .join('');

const KNOWN =
  /^(?:ansi-)?((?:bright-)?(?:red|green|yellow|blue|magenta|cyan)|bright-black|white|bold|italic|underline|dim)$/;

function classOf(name: string | null): readonly string[] {
  const known = KNOWN.exec(name ?? '')?.[1];
  return known === undefined ? [] : [`ansi-${known}`];
}
