/** How the text of a secret may appear in output. */
export interface SecretForm {
  readonly text: string;
  /**
   * Cut out of an encoding whose characters hold bits of more than one byte: the characters beside it may hold bits of
   * the secret too, and programs break such texts into lines wherever they like.
   */
  readonly encoded: boolean;
}

/** Shorter texts than these would turn ordinary output into asterisks, and so betray the secret. */
const SHORTEST = 3;
const SHORTEST_ENCODED = 4;

/**
 * The forms in which programs print a value: as it is, line by line, as in JSON, URLs, forms, pages and shell quotes, in
 * hexadecimal, and in base64 wherever in the encoded text it stands.
 */
export function formsOf(value: string): readonly SecretForm[] {
  if (value.length < SHORTEST) return [];
  const plain = [value, ...value.split(/\r?\n/), ...escapedForms(value)];
  const encoded = [...base64Forms(value), ...hexForms(value)];
  return [
    ...plain.filter((text) => text.length >= SHORTEST).map((text) => ({ text, encoded: false })),
    ...encoded
      .filter((text) => text.length >= SHORTEST_ENCODED)
      .map((text) => ({ text, encoded: true })),
  ];
}

function escapedForms(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1);
  return [
    json,
    json.replaceAll('/', '\\/'),
    json.replaceAll(/[^\0-\x7e]/g, unicodeEscape),
    // As Go and others write JSON that may stand in a page.
    json.replaceAll(/[<>&]/g, unicodeEscape),
    // JSON in a text of JSON.
    JSON.stringify(json).slice(1, -1),
    ...urlForms(value),
    ...htmlForms(value),
    ...shellForms(value),
  ];
}

/** In quotes, with backslashes, and with both, as shells write words that they would read again (`set -x`, `%q`). */
const shellForms = (value: string): readonly string[] => [
  value.replaceAll("'", "'\\''"),
  value.replaceAll(/[ !"$&'()*,;<>?[\\\]^`{|}]|^[#~]/g, '\\$&'),
  value.replaceAll(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t'),
];

/**
 * What stays as it is in a URL besides letters and digits, as languages and tools have it: RFC 3986's unreserved, a
 * component in JavaScript, forms, Python's quote, a path in Go, a whole address in JavaScript.
 */
const KEPT_IN_URLS = ['-_.~', "-_.~!*'()", '-_.*', '-_.~/', '-_.~$&+:=@', "-_.~!*'();/?:@&=+$,#"];

function urlForms(value: string): readonly string[] {
  const characters = Array.from(value);
  return KEPT_IN_URLS.flatMap((kept) => {
    const url = characters
      .map((one) => (/[a-z0-9]/i.test(one) || kept.includes(one) ? one : percent(one)))
      .join('');
    const lower = url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
    return [url, lower].flatMap((text) => [text, text.replaceAll('%20', '+')]);
  });
}

/** Byte by byte; a lone surrogate is what a program would print in its place, U+FFFD. */
const percent = (character: string): string =>
  Buffer.from(character, 'utf8').toString('hex').toUpperCase().replaceAll(/../g, '%$&');

/** As pages and XML write it; quotes have several spellings. */
function htmlForms(value: string): readonly string[] {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return ['"', '&quot;', '&#34;'].flatMap((double) =>
    ["'", '&#39;', '&#x27;', '&apos;'].map((single) =>
      text.replaceAll('"', double).replaceAll("'", single),
    ),
  );
}

const unicodeEscape = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The characters that only the secret's bytes decide, for each of the three places where it may begin in a group. */
function base64Forms(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const shared = (before + bytes.length) % 3 === 0 ? 0 : 1;
    const core = text.slice(before === 0 ? 0 : before + 1, text.length - shared);
    return [core, core.replaceAll('-', '+').replaceAll('_', '/')];
  });
}

function hexForms(value: string): readonly string[] {
  const hex = Buffer.from(value, 'utf8').toString('hex');
  return [hex, hex.toUpperCase()];
}
