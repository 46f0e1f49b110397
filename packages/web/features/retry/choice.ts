/** From where a retry may start, as a person chooses it. */
import type { RetryableStages } from '@reprise/api';

/** The stages to start from, and for a parallel group whether all of it runs. */
export interface RetryChoice {
  readonly from: readonly string[];
  readonly runAllStages: boolean;
}

export type RetryGroup = RetryableStages['groups'][number];

const ENDED_WELL: ReadonlySet<string> = new Set(['Success', 'IgnoreFailed', 'Skipped']);

const identifiers = ({ info }: RetryGroup): readonly string[] =>
  info.map(({ identifier }) => identifier);

/** The members of a group that did not end well, by their identifiers. */
export const failedOf = ({ info }: RetryGroup): readonly string[] =>
  info.filter(({ status }) => !ENDED_WELL.has(status)).map(({ identifier }) => identifier);

/** What the page opens with, as it stands in the address. */
export interface RetrySearch {
  /** A stage to start from. */
  readonly from?: string;
}

/** Reads an address; what makes no sense is left out. */
export const retrySearch = ({ from }: Readonly<Record<string, unknown>>): RetrySearch =>
  typeof from === 'string' && from !== '' ? { from } : {};

/**
 * What is chosen at first: the group of the stage that was asked for, else the first group in which something failed, and
 * only what failed of it.
 */
export function firstChoice(groups: readonly RetryGroup[], asked?: string): RetryChoice | null {
  const first =
    groups.find((group) => asked !== undefined && identifiers(group).includes(asked)) ??
    groups.find((group) => failedOf(group).length > 0) ??
    groups.at(-1);
  return first === undefined ? null : choiceOf(first, false);
}

/** What choosing a group means. Whether all of a parallel one runs is asked only where something in it ended well. */
export function choiceOf(group: RetryGroup, all: boolean): RetryChoice {
  const failed = failedOf(group);
  const some = failed.length > 0 && failed.length < group.info.length;
  return some && !all
    ? { from: failed, runAllStages: false }
    : { from: identifiers(group), runAllStages: true };
}

/** Whether a group offers "only the failed" beside "all". */
export const offersBoth = (group: RetryGroup): boolean => {
  const failed = failedOf(group).length;
  return failed > 0 && failed < group.info.length;
};

/** Whether a choice starts from this group. */
export const startsFrom = (group: RetryGroup, { from }: RetryChoice): boolean =>
  identifiers(group).some((identifier) => from.includes(identifier));
