import type { Scope } from '@reprise/core';

/** A scope as the key of a map. */
export const scopeKey = ({ accountId, orgId, projectId }: Scope): string =>
  JSON.stringify([accountId, orgId, projectId]);

/** The order of text in which the databases keep identifiers: by character code, no language. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
