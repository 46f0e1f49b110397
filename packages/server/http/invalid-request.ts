import { ok, type Result, refused } from '@reprise/core';
import type * as z from 'zod/mini';
import type { Refused } from '../use-cases/index.ts';
import { refusal } from '../use-cases/refusals.ts';

/** Reads a query or body by its schema; refuses what that does not take, naming each field and what it has to be. */
export function readRequest<Schema extends z.ZodMiniType>(
  what: 'query' | 'body',
  schema: Schema,
  value: unknown,
): Result<z.output<Schema>, Refused> {
  const read = schema.safeParse(value, { error: () => NOTHING_SAID });
  return read.success ? ok(read.data) : refused(invalidRequest(what, read.error));
}

function invalidRequest(what: 'query' | 'body', error: z.core.$ZodError): Refused {
  const errors = error.issues.map((issue) => ({
    fieldId: issue.path.map(String).join('.') || what,
    error: wordsFor(issue),
  }));
  const named = errors
    .map(({ fieldId, error }) => (fieldId === what ? `it ${error}` : `${fieldId} ${error}`))
    .join('; ');
  return refusal('INVALID_REQUEST', `The ${what} of the request is not valid: ${named}.`, {
    errors,
  });
}

/** What is said where the schema says nothing: the words are found below, in whatever language the library has been set to. */
const NOTHING_SAID = 'Invalid input';

/** What the schema itself says, or else what it asks for. */
function wordsFor(issue: z.core.$ZodIssue): string {
  if (issue.message !== NOTHING_SAID) return issue.message;
  switch (issue.code) {
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'invalid_type':
      return `must be ${NAMES[issue.expected] ?? `of the type ${issue.expected}`}`;
    case 'invalid_union':
      return `must be ${[...new Set(issue.errors.flat().map(expectedBy))].join(' or ')}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return 'is not written as it has to be';
    case 'custom':
      return issue.message;
    case 'unrecognized_keys':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return 'is not what it has to be';
  }
}

const expectedBy = (issue: z.core.$ZodIssue): string => wordsFor(issue).replace(/^must be /, '');

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

const unitOf = (origin: string): string => {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
};
