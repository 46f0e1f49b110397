import type { CommandRefusalCode } from '@reprise/core/execution';
import type { RetryRefusalCode } from '@reprise/core/retry';

/**
 * The stable codes of every refusal that the API gives, and the HTTP status of each. 400: mend the request. 404: no
 * such thing, or not in this project. 409: the request is fine and the state of things stands against it.
 */
export const PROBLEM_STATUS = {
  INVALID_REQUEST: 400,
  INVALID_PIPELINE: 400,
  UNSUPPORTED_PIPELINE: 400,
  INVALID_INPUTS: 400,
  INPUTS_DIFFER: 400,
  IDENTIFIER_MISMATCH: 400,
  INTERRUPT_NOT_SUPPORTED: 400,
  AMBIGUOUS_NODE: 400,
  HOST_NOT_ALLOWED: 403,
  ORIGIN_NOT_ALLOWED: 403,
  FORBIDDEN: 403,
  ROUTE_NOT_FOUND: 404,
  SCOPE_NOT_FOUND: 404,
  PIPELINE_NOT_FOUND: 404,
  EXECUTION_NOT_FOUND: 404,
  NODE_NOT_FOUND: 404,
  APPROVAL_NOT_FOUND: 404,
  LOG_NOT_FOUND: 404,
  PIPELINE_EXISTS: 409,
  VERSION_CONFLICT: 409,
  PLAN_CHANGED: 409,
  EXECUTION_QUARANTINED: 409,
  BODY_TOO_LARGE: 413,
  INTERNAL: 500,
  DRAINING: 503,
  EXECUTION_BUSY: 503,

  EXECUTION_NOT_ENDED: 409,
  STATUS_NOT_RETRYABLE: 400,
  RETRY_TOO_OLD: 400,
  ALREADY_RETRIED: 409,
  PIPELINE_DELETED: 400,
  NO_STAGE_NAMED: 400,
  STAGE_NOT_FOUND: 400,
  STAGE_NOT_STARTED: 400,
  STAGES_NOT_IN_ONE_GROUP: 400,
  EARLIER_STAGE_NOT_REUSABLE: 400,

  EXECUTION_ENDED: 409,
  STEP_NOT_LIVE: 409,
  ATTEMPT_SUPERSEDED: 409,
  LEASE_LOST: 409,
  ALREADY_ABORTING: 409,
  NOT_AN_APPROVAL: 400,
  APPROVER_NOT_ALLOWED: 403,
  ALREADY_APPROVED: 409,
  APPROVAL_INPUT_UNKNOWN: 400,
} as const satisfies Readonly<Record<CommandRefusalCode | RetryRefusalCode, number>> &
  Readonly<Record<string, number>>;

export type ProblemCode = keyof typeof PROBLEM_STATUS;
export type ProblemHttpStatus = (typeof PROBLEM_STATUS)[ProblemCode];
