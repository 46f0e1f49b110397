import { Composer, type Document, LineCounter, Parser } from 'yaml';
import { Converter } from './convert.ts';
import { guardedTokens } from './guard.ts';
import type { YamlNode } from './node.ts';
import type { Report } from './report.ts';
import type { PlaceOf } from './source-map.ts';

/**
 * Reads one YAML 1.2 document into nodes that know their places. Null when it cannot be read at all; then and
 * otherwise what is wrong is in the report. Refused are: what is too large, too deep or a bomb of aliases, duplicate
 * keys, tags, merge keys, and several documents. `place` says where everything is.
 */
export function readYaml(
  source: string,
  report: Report,
  place: PlaceOf = (position) => position,
): YamlNode | null {
  const tokens = guardedTokens(source, report, place);
  if (tokens === null) return null;
  const lines = new LineCounter();
  const document = documentOf(tokens, source.length, lines);
  const positionOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return place({ line: Math.max(1, line), column: Math.max(1, col) });
  };
  for (const error of causesOf(document.errors)) {
    report.error('not-yaml', sentence(error.code, error.message), positionOf(error.pos[0]));
  }
  if (document.errors.length > 0) return null;
  if (document.contents === null) {
    report.error('empty', 'The file is empty.', place({ line: 1, column: 1 }));
    return null;
  }
  return new Converter(source, positionOf, report).convert(document.contents);
}

/** What the library's `parseDocument` makes of a text that was taken apart already. */
function documentOf(
  tokens: readonly string[],
  length: number,
  lines: LineCounter,
): Document.Parsed {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({ uniqueKeys: false, schema: 'core', logLevel: 'silent' });
  lines.addNewLine(0);
  const [document] = composer.compose(partsOf(tokens, parser), true, length);
  if (document === undefined) throw new Error('the YAML library made no document of a file');
  return document;
}

function* partsOf(tokens: readonly string[], parser: Parser) {
  for (const token of tokens) yield* parser.next(token);
  yield* parser.end();
}

/** A tab that indents makes the library stumble over what stands around it: the tab alone is to be mended. */
function causesOf(errors: Document.Parsed['errors']): Document.Parsed['errors'] {
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  return tabs.length > 0 ? tabs : errors;
}

/** The library's message, or a better one for what people meet most. */
function sentence(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'YAML is indented with blanks; there is a tab here.';
  if (code === 'BLOCK_AS_IMPLICIT_KEY') {
    return 'There is a second ": " on this line; put text with a colon in quotes.';
  }
  const fault = message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
  return `This is not YAML: ${fault}.`;
}
