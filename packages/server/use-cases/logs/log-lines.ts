/** The lines of a step's log: where they begin, and which of them hold a text. */
import { ok } from '@reprise/core';
import type { UseCase } from '../needs.ts';
import { statOf, wholeLog } from './follow-log.ts';
import type { LineIndex } from './line-indexes.ts';
import { openStepLog, type StepLogInput } from './logs.ts';

/** How many places a search names at most; all are counted. */
const FOUND_LIMIT = 10_000;

/** Where the lines of one try's log begin. */
export interface LogIndex extends LineIndex {
  readonly attempt: number;
  readonly closed: boolean;
}

/** Where the lines of a step's log begin, so that a reader can open any part of it without the rest. */
export const indexLog: UseCase<StepLogInput, LogIndex> = async (needs, caller, input) => {
  const opened = await openStepLog(needs, caller, input);
  if (!opened.ok) return opened;
  const { log, ended } = opened.value;
  if (log === null) return ok({ attempt: 0, size: 0, closed: ended, lines: 0, offsets: [] });
  const { size, closed } = await statOf(needs, log);
  const { lines, offsets, size: whole } = await needs.lines.of(log.task, size);
  return ok({ attempt: log.attempt, size: whole, closed, lines, offsets });
};

export interface SearchLogInput extends StepLogInput {
  /** Found as it stands, whatever the case of its letters: it is no pattern. */
  readonly text: string;
  readonly signal: AbortSignal;
}

export interface FoundLines {
  readonly attempt: number;
  /** The numbers of the first lines found, from 0. */
  readonly lines: readonly number[];
  /** How many lines hold the text. */
  readonly total: number;
}

/** The lines of a step's log that hold a text, colours left out. */
export const searchLog: UseCase<SearchLogInput, FoundLines> = async (needs, caller, input) => {
  const opened = await openStepLog(needs, caller, input);
  if (!opened.ok) return opened;
  const { log } = opened.value;
  if (log === null) return ok({ attempt: 0, lines: [], total: 0 });
  const { size } = await statOf(needs, log);
  const wanted = input.text.toLowerCase();
  const found: number[] = [];
  let total = 0;
  let number = 0;
  for await (const line of linesOf(wholeLog(needs, log.task, 0, size))) {
    if (input.signal.aborted) break;
    if (shownText(line).toLowerCase().includes(wanted)) {
      total += 1;
      if (found.length < FOUND_LIMIT) found.push(number);
    }
    number += 1;
  }
  return ok({ attempt: log.attempt, lines: found, total });
};

async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

// oxlint-disable-next-line no-control-regex -- colours begin with the escape character
const COLOURS = /\u001b\[[\d;]*m/g;

/** What a person sees of one line; a line that is not as the store promises is searched as it is. */
function shownText(line: string): string {
  try {
    const parsed: unknown = JSON.parse(line);
    const out = typeof parsed === 'object' && parsed !== null && 'out' in parsed ? parsed.out : '';
    return typeof out === 'string' ? out.replaceAll(COLOURS, '') : line;
  } catch {
    return line;
  }
}
