/** Refusals as people of FirstGen know them: there is resumed what here is retried, and statuses have other names. */
import type { Refused } from '../../use-cases/index.ts';
import { nameOfStatus } from './executions/status.ts';

type Facts = Refused['facts'];

const RESUMABLE = 'Only one that is FAILED, ABORTED, EXPIRED or REJECTED can be resumed';

/** Those whose own words would not do. */
const WORDS: {
  readonly [Code in Refused['code']]?: (facts: Facts, message: string) => string | null;
} = {
  // Clients know an execution that is not there by the end of the message.
  EXECUTION_NOT_FOUND: ({ planExecutionId }) =>
    typeof planExecutionId === 'string'
      ? `With the id ${planExecutionId} an execution does not exist`
      : null,
  STATUS_NOT_RETRYABLE: ({ status }) =>
    `The execution is ${statusNamed(status)}. ${RESUMABLE}: start the pipeline again to run everything.`,
  EXECUTION_NOT_ENDED: ({ status }) =>
    `The execution is still ${statusNamed(status)}. ${RESUMABLE}: wait for its end, or abort it.`,
  ALREADY_RETRIED: ({ retriedBy, newest }) =>
    typeof retriedBy === 'string'
      ? `The execution was resumed already, by ${retriedBy}. Only the newest of those that resume each other can be resumed: ${typeof newest === 'string' ? newest : retriedBy}.`
      : null,
  STAGE_NOT_STARTED: ({ stage, starts }) =>
    `The stage ${textOf(stage)} did not start in this execution, so it cannot be resumed from there, only from ${listed(starts)}.`,
  STAGE_NOT_FOUND: sentence,
  EARLIER_STAGE_NOT_REUSABLE: ({ stage, status, from }) =>
    `The stage ${textOf(stage)} comes before ${listed(from)} and ${howItIs(status)}, so it has to run again: resume from it, or from an earlier one.`,
  CHILD_NOT_RETRYABLE: sentence,
  RETRY_TOO_OLD: sentence,
  PIPELINE_ROLLED_BACK: () =>
    'The whole pipeline was rolled back, so there is nothing left to resume: start it again.',
  PIPELINE_DELETED: ({ pipeline }) =>
    `The pipeline ${textOf(pipeline)} was deleted: create it again to resume its executions.`,
};

export const inFirstGenWords = ({ code, message, facts }: Refused): string =>
  WORDS[code]?.(facts, message) ?? message;

/** Refusals of a retry begin in the middle of a sentence. */
function sentence(_: Facts, message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
}

const textOf = (fact: Facts[string] | undefined): string =>
  typeof fact === 'string' ? fact : 'that is meant';

const listed = (fact: Facts[string] | undefined): string =>
  Array.isArray(fact) ? fact.join(', ') : 'what is meant';

const howItIs = (status: Facts[string] | undefined): string =>
  status === 'NotStarted' ? 'never started' : `is ${statusNamed(status)}`;

const statusNamed = (status: Facts[string] | undefined): string =>
  (typeof status === 'string' ? nameOfStatus(status) : null) ?? 'not one of these';
