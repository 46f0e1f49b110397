/**
 * Text on its way into a column. JSON text holds any string, because NUL and lone surrogates are escaped in it; a plain
 * text column does not: SQLite ends a text at NUL, PostgreSQL refuses it, and both replace lone surrogates, so that two
 * different identifiers could become one.
 */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const UNSTORABLE_EVERYWHERE = /[\0\p{Surrogate}]/gu;

/** Whether a column can hold `text` unchanged; what it cannot hold is never found by it either. */
export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

/**
 * `text`, when a column can hold it unchanged.
 *
 * @throws Error naming `what`, when it holds NUL or half of a surrogate pair.
 */
export function storable<Text extends string>(what: string, text: Text): Text {
  if (isStorable(text)) return text;
  throw new Error(
    `The ${what} ${JSON.stringify(text)} cannot be stored: it holds a NUL character or half of a surrogate pair.`,
  );
}

/** `text` with what a column cannot hold replaced: for what people read and nothing is found by. */
export const madeStorable = (text: string): string => text.replace(UNSTORABLE_EVERYWHERE, '\uFFFD');

/** The column that a search looks in: every text by which the object may be found, in lower case. */
export const searchText = (...texts: readonly string[]): string => needleOf(texts.join('\n'));

/** What a search looks for, compared as plain text: `%` and `_` mean themselves. */
export const needleOf = (search: string): string => madeStorable(search).toLowerCase();
