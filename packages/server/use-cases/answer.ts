import type { ProblemCode } from '@reprise/api';
import type { Result } from '@reprise/core';
import type { Principal, Refusal } from '@reprise/core/execution';

/** On whose behalf a use case acts. */
export interface Caller {
  readonly principal: Principal;
  /** Where the request came from, as far as that is known. */
  readonly from?: { readonly address?: string; readonly agent?: string };
}

/** A rule said no, or there is no such thing: with the API's code for it. */
export type Refused = Refusal<ProblemCode>;
export type Answer<Value> = Promise<Result<Value, Refused>>;
