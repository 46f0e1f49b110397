import { stripVTControlCharacters } from 'node:util';

/**
 * What programs and people wrote must not command the reader's terminal: escape sequences could hide lines, retitle
 * the window or write to the clipboard. Colours stay where the screen shows colours; all else goes.
 */
export function sanitise(text: string, keepColours: boolean): string {
  if (!keepColours) return harmless(text);
  // The pattern has one group, so every second part is a colour.
  return text
    .split(COLOUR)
    .map((part, index) => (index % 2 === 1 ? part : harmless(part)))
    .join('');
}

/** The same for text that must stay on one line. */
export const oneLine = (text: string): string => harmless(text).replaceAll(/\s+/g, ' ').trim();

const harmless = (text: string): string => stripVTControlCharacters(text).replaceAll(CONTROL, '');

// oxlint-disable-next-line no-control-regex -- the escape character is what this is about
const COLOUR = /(\u001b\[[0-9;:]*m)/;

/** All control characters but tab and line feed, and the marks that turn the direction of writing. */
const CONTROL = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
