import { ok } from '@reprise/core';
import { type Answer, fault } from './model.ts';

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

const deepest = 200;

/** What comes next in an XML text: a comment, a declaration, raw text, a tag, or characters. */
const piece =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s<>]+)\s*>|<([^\s<>/!?]+)((?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;

/**
 * What an XPath leads to: `/shop/book[2]/title`, `//title`, `book/@id`, `title/text()`. The text of the first place, as
 * Harness answers it; refused when there is none. A DOCTYPE is refused, and with it every entity of the text's own.
 */
export function selectXml(path: string, text: string): Answer {
  const document = parse(text);
  if (typeof document === 'string') return fault('type', document);
  const found = follow(document, path);
  if (found === undefined) {
    return fault(
      'type',
      `the XPath "${path}" is not understood; it may have names, [n], //, @name and text()`,
    );
  }
  const [first] = found;
  return first === undefined
    ? fault('undefined-variable', `the XPath "${path}" leads to nothing`)
    : ok(first);
}

/** The document around the root element, or what is wrong with the text. */
function parse(text: string): Element | string {
  const document = element('', '');
  const open = [document];
  let position = 0;
  while (position < text.length) {
    piece.lastIndex = position;
    const match = piece.exec(text);
    const inside = open.at(-1);
    if (match === null || inside === undefined) return notXml(text, position);
    const [all, raw, closing, opening, attributes = '', isEmpty, characters] = match;
    position += all.length;
    if (closing !== undefined) {
      if (inside.name !== closing) return notXml(text, position - all.length);
      open.pop();
    } else if (opening !== undefined) {
      const child = element(opening, attributes);
      inside.children.push(child);
      if (isEmpty === '') open.push(child);
      if (open.length > deepest) return `the XML is nested more than ${deepest} deep`;
    } else inside.text += raw ?? decode(characters ?? '');
  }
  return open.length === 1 && document.children.length === 1
    ? document
    : 'this is not XML: it ends too early';
}

function notXml(text: string, position: number): string {
  return `this is not XML: "${text.slice(position, position + 40)}" is not understood`;
}

function element(name: string, attributes: string): Element {
  const found = attributes.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  const entries = [...found].map(([, key = '', double, single]): [string, string] => [
    key,
    decode(double ?? single ?? ''),
  ]);
  return { name, attributes: new Map(entries), children: [], text: '' };
}

const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The five entities that every XML text has, and characters by number. */
function decode(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,10}));/g,
    (all, ten, hex, name) => {
      const code = Number.parseInt(ten ?? hex ?? '', ten === undefined ? 16 : 10);
      if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : all;
      return entities.get(name) ?? all;
    },
  );
}

const pathStep = /^(\/{0,2})(?:(text\(\))|@([\w:.-]+)|([\w:.-]+|\*)(?:\[(\d{1,6})\])?)/;

/** The texts at the end of a path, in the order of the document; undefined when the path is not understood. */
function follow(document: Element, path: string): readonly string[] | undefined {
  let places: readonly Element[] = [document];
  let rest = path.trim();
  while (rest !== '') {
    const match = pathStep.exec(rest);
    if (match === null || (match[1] === '' && rest !== path.trim())) return undefined;
    const [all, slashes, isText, attribute, name = '', index] = match;
    rest = rest.slice(all.length);
    const from = slashes === '//' ? places.flatMap((place) => [...within(place)]) : places;
    if (isText !== undefined) return rest === '' ? from.map(({ text }) => text.trim()) : undefined;
    if (attribute !== undefined) {
      if (rest !== '') return undefined;
      return from.flatMap((place) => place.attributes.get(attribute) ?? []);
    }
    places = from.flatMap(({ children }) => {
      const named = children.filter((child) => name === '*' || child.name === name);
      return index === undefined ? named : named.slice(Number(index) - 1, Number(index));
    });
  }
  return places.map(textOf);
}

/** An element and all that are inside it. */
function* within(place: Element): Generator<Element> {
  const waiting = [place];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    yield at;
    waiting.push(...at.children.toReversed());
  }
}

const textOf = (place: Element): string =>
  [...within(place)]
    .map(({ text }) => text)
    .join('')
    .trim();
