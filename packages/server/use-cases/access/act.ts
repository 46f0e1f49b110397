/** What an act is, and how calls are told as acts. Nothing of an act is ever the value of a secret (I10). */
import type { AccessScope } from '@reprise/core/access';
import type { Principal } from '@reprise/core/execution';
import type { AuditEntry } from '../../ports/index.ts';
import type { UseCases } from '../all.ts';

type InputOf<Name extends keyof UseCases> = Parameters<UseCases[Name]>[1];
type OutputOf<Name extends keyof UseCases> = Extract<
  Awaited<ReturnType<UseCases[Name]>>,
  { readonly ok: true }
>['value'];

/** What an act was done to, and what came of it. */
export interface Act extends Pick<AuditEntry, 'action' | 'resourceType' | 'resource' | 'reason'> {
  readonly change?: AuditEntry['change'];
  /** Where it was done, if the request does not say. */
  readonly scope?: AccessScope;
  /** Who did it, where that was found out only by it. */
  readonly by?: Principal;
}
type Describe<Name extends keyof UseCases> = (
  input: InputOf<Name>,
  output: OutputOf<Name>,
) => Act | null;

/** Something done to an execution. */
export const onExecution = (
  action: string,
  execution: string,
  note?: string,
  change = {},
): Act => ({
  action,
  resourceType: 'execution',
  resource: execution,
  ...(note === undefined || note === '' ? {} : { reason: note }),
  change,
});

/** Something done to anything else. */
export const on = (action: string, resourceType: string, resource: string, change = {}): Act => ({
  action,
  resourceType,
  resource,
  change,
});

/** How the calls that change something are told; null for one that did nothing after all. */
export type ActTable = { readonly [Name in keyof UseCases]?: Describe<Name> };
