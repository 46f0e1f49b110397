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

it('a refusal is told with its places, each of them once', () => {
  const problem = (line: number) => {
    const message = 'it has no value';
    return { severity: 'error', code: 'x', message, line, column: 5 } as const;
  };
  const text = (message: string) =>
    textOf({
      httpStatus: 400,
      code: 'INVALID_INPUTS',
      message,
      metadata: {},
      problems: [problem(1), problem(2)],
    });
  expect(text('Wrong:\n  line 1, column 5: it has no value')).toBe(
    'Wrong:\n  line 1, column 5: it has no value [INVALID_INPUTS]\n  line 2, column 5: it has no value',
  );
});
