import { type ErrorEnvelope, fieldErrors, PROBLEM_STATUS } from '@reprise/api';
import type { Refused } from '../use-cases/index.ts';

/** A refusal as Harness's clients read errors, with our stable code and its facts. */
export function problemResponse(
  { code, message, facts }: Refused,
  correlationId: string,
): Response {
  const errors = fieldErrors.safeParse(facts['errors']);
  const envelope: ErrorEnvelope = {
    status: 'ERROR',
    code,
    message,
    correlationId,
    detailedMessage: null,
    responseMessages: [{ code, level: 'ERROR', message, exception: null, failureTypes: [] }],
    // Clients look for the fields of a bad request at the top.
    ...(errors.success && { errors: errors.data }),
    metadata: { ...facts },
  };
  return Response.json(envelope, { status: PROBLEM_STATUS[code] });
}
