import { END_STATUSES } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { exitCodeOfProblem, textOf } from './command-error.ts';
import { exitCodeOf } from './exit-code.ts';

describe('exit codes', () => {
  it('tell success, failure and being stopped apart, for every status', () => {
    const codes = Object.fromEntries(END_STATUSES.map((status) => [status, exitCodeOf(status)]));
    expect(codes).toEqual({
      Success: 0,
      IgnoreFailed: 0,
      Skipped: 0,
      Failed: 1,
      Errored: 1,
      Expired: 5,
      Aborted: 5,
      ApprovalRejected: 5,
    });
  });

  it('count a status that is not known as a failure', () => {
    expect(exitCodeOf('Sideways')).toBe(1);
  });

  it.each([
    [400, 2],
    [401, 3],
    [403, 3],
    [404, 4],
    [409, 1],
    [413, 2],
    [500, 1],
    [503, 7],
  ])('a refusal with HTTP status %i ends with %i', (httpStatus, code) => {
    const problem = { httpStatus, code: 'X', message: '', metadata: {}, problems: [] };
    expect(exitCodeOfProblem(problem)).toBe(code);
  });
});

it('what a server refused is said once, each place with where it is', () => {
  const at = { severity: 'error', code: 'x', line: 2, column: 3 } as const;
  const problems = [
    { ...at, message: 'no value.' },
    { ...at, message: 'not allowed.', file: 'inputs' as const },
    { ...at, message: 'no such step.', template: 'build' },
  ];
  const message = 'It cannot run:\n  line 2, column 3: no value.\n  and 2 more';
  expect(textOf({ httpStatus: 400, code: 'BAD', message, metadata: {}, problems })).toBe(
    [
      'It cannot run: [BAD]',
      '  line 2, column 3: no value.',
      '  inputs, line 2, column 3: not allowed.',
      '  template build, line 2, column 3: no such step.',
    ].join('\n'),
  );
});
