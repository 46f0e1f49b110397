import { type ErrorEnvelope, PROBLEM_STATUS } from '@reprise/api';
import type { Refused } from '../use-cases/index.ts';

/** A refusal as Harness's clients read errors, with our stable code and its facts. */
export function problemResponse(
  { code, message, facts }: Refused,
  correlationId: string,
): Response {
  const envelope: ErrorEnvelope = {
    status: 'ERROR',
    code,
    message,
    correlationId,
    detailedMessage: null,
    responseMessages: [{ code, level: 'ERROR', message, exception: null, failureTypes: [] }],
    metadata: { ...facts },
  };
  return Response.json(envelope, { status: PROBLEM_STATUS[code] });
}
