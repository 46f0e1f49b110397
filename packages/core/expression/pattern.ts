import { ok, type Result, refused } from '@reprise/core';
import { RE2JS, RE2JSException } from 're2js';

/** Asks for the right to do work that is worth handling so many characters; false when the text has used up its due. */
export type Spend = (characters: number) => boolean;

export interface PatternFault {
  readonly code: 'type' | 'limit';
  readonly message: string;
}

type Answer<Value> = Result<Value, PatternFault>;

/** What a pattern may be long: compiling it costs more than matching with it. */
const longest = 1_000;

/** Characters' worth of work for one instruction of a pattern at one character of text. */
const weight = 4;

/**
 * A regular expression in Java's syntax, without what cannot be matched in linear time (look-around, references back).
 * Each use is paid for in advance, by the size of the pattern times the length of the text.
 */
export class Pattern {
  private readonly compiled: RE2JS;
  private readonly spend: Spend;

  private constructor(compiled: RE2JS, spend: Spend) {
    this.compiled = compiled;
    this.spend = spend;
  }

  static compile(source: string, spend: Spend): Answer<Pattern> {
    if (source.length > longest) {
      return refused({ code: 'limit', message: `a pattern has at most ${longest} characters` });
    }
    if (!spend(source.length * 64)) return refused(tooCostly);
    try {
      return ok(new Pattern(RE2JS.compile(source), spend));
    } catch (error) {
      if (error instanceof RE2JSException) return refused(fault(source, error.message));
      throw error;
    }
  }

  /** Whether the pattern matches the whole text. */
  matches(text: string): Answer<boolean> {
    return this.paid(text, () => this.compiled.matcher(text).matches());
  }

  /** Whether the pattern matches somewhere in the text. */
  finds(text: string): Answer<boolean> {
    return this.paid(text, () => this.compiled.matcher(text).find());
  }

  /** The first part of the text that the pattern matches; null when there is none. */
  first(text: string): Answer<string | null> {
    return this.paid(text, () => {
      const matcher = this.compiled.matcher(text);
      return matcher.find() ? matcher.group() : null;
    });
  }

  /** The pieces of the text between the matches, as Java's split makes them. */
  split(text: string, limit: number): Answer<readonly string[]> {
    return this.paid(text, () =>
      limit === 0 && text === '' ? [''] : this.compiled.split(text, limit),
    );
  }

  /** The text with the first match or all of them replaced; `$1` in the replacement is the first group. */
  replace(text: string, replacement: string, which: 'first' | 'all'): Answer<string> {
    return this.paid(text + replacement, () => {
      const matcher = this.compiled.matcher(text);
      return which === 'first'
        ? matcher.replaceFirst(replacement)
        : matcher.replaceAll(replacement);
    });
  }

  private paid<Value>(text: string, use: () => Value): Answer<Value> {
    const cost = weight * this.compiled.programSize() * (text.length + 1);
    return this.spend(cost) ? ok(use()) : refused(tooCostly);
  }
}

const tooCostly: PatternFault = {
  code: 'limit',
  message: 'the patterns of this text take too long to match; match a shorter text',
};

/** What Java's patterns can and linear time cannot do: looking around, going back to a group, possessive counts. */
const onlyJava = /\(\?<?[=!]|\(\?>|\\[1-9]|[*+?}]\+/;

function fault(source: string, why: string): PatternFault {
  const reason = why.replace(/^error parsing regexp: /, '');
  const hint = onlyJava.test(source)
    ? '; what cannot be matched in linear time (look-around, references back) is not supported'
    : '';
  return {
    code: 'type',
    message: `the pattern ${JSON.stringify(source)} is wrong: ${reason}${hint}`,
  };
}

export interface BadPattern {
  readonly message: string;
  /** Java would take it. */
  readonly isJava: boolean;
}

/** Whether a pattern can be used at all. */
export function checkPattern(source: string): Result<null, BadPattern> {
  const compiled = Pattern.compile(source, () => true);
  if (compiled.ok) return ok(null);
  const { message } = compiled.error;
  return refused({
    message: message.charAt(0).toUpperCase() + message.slice(1),
    isJava: onlyJava.test(source),
  });
}
