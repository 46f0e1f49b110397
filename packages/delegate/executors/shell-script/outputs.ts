import { ok, type Result, refused } from '@reprise/core';
import type { Failure } from '@reprise/core/execution';
import type { Value } from '@reprise/core/expression';
import type { OutputVariable } from '@reprise/core/step-types';
import type { ProcessResult } from '../../launcher/protocol.ts';

/** The bytes that all output variables of a step may hold together: Harness's own limit of 512 KB. */
export const CAPTURE_LIMIT = 512 * 1024;

/**
 * The values of the declared output variables, as the shell published them: null for one that was not set, and for all
 * of them when the shell did not get to publish any. Refused when they are too big.
 */
export function outputsOf(
  declared: readonly OutputVariable[],
  result: Pick<ProcessResult, 'captured' | 'captureExceeded'>,
): Result<Readonly<Record<string, Value>>, Failure> {
  if (result.captureExceeded)
    return refused({
      message:
        'The output variables hold more than 512 KB together. Publish less: keep large data in a file or an artifact store, and publish where it is.',
      types: ['Unknown'],
    });
  const records = (result.captured ?? '').split('\0');
  const complete = records[declared.length] === '.';
  return ok(
    Object.fromEntries(
      declared.map(({ name }, index): [string, Value] => {
        const record = complete ? (records[index] ?? '0') : '0';
        return [name, record.startsWith('1') ? record.slice(1) : null];
      }),
    ),
  );
}
