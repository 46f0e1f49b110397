import type { Scope } from '@reprise/core';
import { Recent } from '../../engine/recent.ts';
import type { Refused } from '../answer.ts';

/** A connector that a pipeline names, tried. */
export interface CheckedConnector {
  readonly reference: string;
  /** The stage that names it; null outside of all. */
  readonly stage: { readonly identifier: string; readonly name: string } | null;
  /** `UNKNOWN`: it was not tried, and the summary says why. */
  readonly status: 'SUCCESS' | 'FAILURE' | 'UNKNOWN';
  readonly summary: string | null;
}

/** What stands in the way of a run. */
export interface PreflightReport {
  readonly scope: Scope;
  readonly pipeline: string;
  /** Why a run with these inputs would be refused; null when it would not. */
  readonly refusal: Refused | null;
  readonly connectors: readonly CheckedConnector[];
}

/** The newest reports, by ids that nobody guesses. They are forgotten with the process: a check is made again at no cost. */
export type PreflightChecks = Recent<string, PreflightReport>;

const KEPT = 1_000;
export const createPreflightChecks = (): PreflightChecks => new Recent(KEPT, () => 1);
