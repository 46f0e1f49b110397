/** Turning the answers of use cases into replies. */
import { ok, type Result } from '@reprise/core';
import type { ScopeHint } from '../use-cases/scopes/scope.ts';
import type { RequestContext } from './handler.ts';

/** The value of an answer, shown; a refusal stays one. */
export const map = <Value, Shown, Refused>(
  answer: Result<Value, Refused>,
  show: (value: Value) => Shown,
): Result<Shown, Refused> => (answer.ok ? ok(show(answer.value)) : answer);

/** A JSON reply without a wrapper. */
export const document = <Document>(given: Document) => ({ document: given });

/** A JSON reply in Harness's wrapper. */
export const success =
  ({ correlationId }: RequestContext) =>
  <Data>(data: Data) => ({
    document: { status: 'SUCCESS' as const, data, metaData: null, correlationId },
  });

/** Where an NG request looks. */
export const scopeOfQuery = (
  { accountId }: RequestContext,
  query: {
    readonly orgIdentifier?: string | undefined;
    readonly projectIdentifier?: string | undefined;
  },
): ScopeHint => ({
  accountId,
  orgId: query.orgIdentifier,
  projectId: query.projectIdentifier,
});

/** The sender's name for its request. An empty header says nothing. */
export const keyOf = ({ headers }: RequestContext, inQuery: string | undefined) =>
  headers.get('idempotency-key') || inQuery;

/** Where a v1 request looks. */
export const scopeOfPath = (
  { accountId }: RequestContext,
  { org, project }: { readonly org: string; readonly project: string },
): ScopeHint => ({ accountId, orgId: org, projectId: project });

/** What clients of v1 lists read from the headers: how many there are in all, and which page this is. */
export const pageHeaders = (
  total: number,
  { page, limit }: { readonly page: number; readonly limit: number },
) => ({
  'x-total-elements': String(total),
  'x-page-number': String(page),
  'x-page-size': String(limit),
});
