import type { Problem } from '@reprise/core';
import type { Colours } from '../terminal.ts';
import { sanitise } from './sanitise.ts';

export interface ProblemInFile {
  readonly file: string;
  readonly yaml: string;
  readonly problem: Problem;
  readonly colours: Colours;
}

/** A problem as compilers show one: place, what is wrong, and the line with a mark under it. */
export function problemText({ file, yaml, problem, colours }: ProblemInFile): string {
  const { severity, message, code, line, column, template } = problem;
  const colour = severity === 'error' ? colours.red : colours.yellow;
  const where = template === undefined ? file : `${file}, template ${template}`;
  const place = colours.bold(`${where}:${line}:${column}`);
  const head = `${place} ${colour(severity)} ${sanitise(message, false)} ${colours.dim(code)}\n`;
  // The lines of a template are not in the file.
  return template === undefined ? head + excerpt(yaml, line, column, colours) : head;
}

const WIDEST = 160;

function excerpt(yaml: string, line: number, column: number, colours: Colours): string {
  const text = yaml.split('\n', line)[line - 1];
  if (text === undefined || text.length > WIDEST) return '';
  const shown = sanitise(text.replaceAll('\t', ' '), false);
  const gutter = `${String(line).padStart(5)} | `;
  const mark = `${' '.repeat(gutter.length - 2)}| ${' '.repeat(Math.max(0, column - 1))}^`;
  return `${colours.dim(gutter)}${shown}\n${colours.dim(mark)}\n`;
}

/** `1 file`, `2 files`. */
export const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;
