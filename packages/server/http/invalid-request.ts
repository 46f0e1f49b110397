import type * as z from 'zod/mini';
import type { Refused } from '../use-cases/index.ts';
import { refusal } from '../use-cases/refusals.ts';

/** Refuses a query or body that its schema does not take, naming each field. */
export function invalidRequest(what: 'query' | 'body', error: z.core.$ZodError): Refused {
  const errors = error.issues.map(({ path, message }) => ({
    fieldId: path.map(String).join('.') || what,
    error: message,
  }));
  const named = errors.map(({ fieldId, error }) => `${fieldId} ${error}`).join('; ');
  return refusal('INVALID_REQUEST', `The ${what} of the request is not valid: ${named}.`, {
    errors,
  });
}
