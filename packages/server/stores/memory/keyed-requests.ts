import type { Scope } from '@reprise/core';
import type { AnsweredRequest, RequestName } from '../../ports/index.ts';
import { scopeKey } from './keys.ts';

/** What keyed requests began. */
export interface KeyedRequests {
  answered(request: RequestName): AnsweredRequest | null;
  add(request: RequestName, answered: AnsweredRequest): void;
}

export function createKeyedRequests(): KeyedRequests {
  const known = new Map<string, AnsweredRequest>();
  return {
    answered: (request) => known.get(nameOf(request)) ?? null,
    add: (request, answered) => {
      known.set(nameOf(request), answered);
    },
  };
}

const nameOf = ({ scope, key }: { scope: Scope; key: string }): string =>
  JSON.stringify([scopeKey(scope), key]);
