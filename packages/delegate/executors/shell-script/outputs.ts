import { ok, type Result, refused } from '@reprise/core';
import type { Failure } from '@reprise/core/execution';
import type { Value } from '@reprise/core/expression';
import type { OutputVariable } from '@reprise/core/step-types';
import type { ProcessResult } from '../../launcher/protocol.ts';

/** The bytes that all output variables of a step may hold together: Harness's own limit of 512 KB. */
export const CAPTURE_LIMIT = 512 * 1024;

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** How much of what the shell publishes is kept: the values, and what stands around them. */
export const captureLimit = (declared: readonly OutputVariable[]): { captureLimit?: number } =>
  declared.length > 0 ? { captureLimit: CAPTURE_LIMIT + 2 * declared.length + 2 } : {};

/** Why these outputs cannot be published, whatever their values; null when they can. */
export function problemOfOutputs(declared: readonly OutputVariable[]): string | null {
  for (const { name, variable } of declared) {
    if (!VARIABLE_NAME.test(variable))
      return `The output variable "${name}" reads the shell variable "${variable}", which is not a shell variable's name (letters, digits and _, no digit first).`;
  }
  return null;
}

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
