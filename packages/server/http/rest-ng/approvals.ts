import type { BodyOf, Endpoints } from '@reprise/api';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfPath, scopeOfQuery, success } from '../replies.ts';
import {
  approvalDocument,
  ngApprovalDocument,
  waitingApprovalDocument,
} from '../shapes/approval.ts';

/** Approvals: the list is spelled as v1 does, acting as NG does. */
export const approvalHandlers = (useCases: UseCases) =>
  ({
    listApprovals: async ({ path, query, context }) => {
      const input = { scope: scopeOfPath(context, path), execution: path.execution };
      const listed = await useCases.listApprovals(context.caller, input);
      return map(listed, (approvals) => ({
        document: approvals
          .map(approvalDocument)
          .filter(
            ({ status, type, node_execution_id: node }) =>
              matches(query.approval_status, status) &&
              matches(query.approval_type, type) &&
              matches(query.node_execution_id, node),
          ),
      }));
    },
    waitingApprovals: async ({ query, context }) => {
      const input = { scope: scopeOfQuery(context, query) };
      const waiting = await useCases.waitingApprovals(context.caller, input);
      return map(waiting, (all) => ({ document: { approvals: all.map(waitingApprovalDocument) } }));
    },
    actOnExecutionApproval: async ({ path, query, body, context }) => {
      const acted = await useCases.actOnExecutionApproval(context.caller, {
        scope: scopeOfPath(context, path),
        execution: path.execution,
        callbackId: query.callback_id ?? null,
        ...activityOf(body),
      });
      return map(acted, (approval) => ({ document: approvalDocument(approval) }));
    },
    getApproval: async ({ path, query, context }) => {
      const input = { ...path, scope: scopeOfQuery(context, query) };
      const found = await useCases.getApproval(context.caller, input);
      return map(map(found, ngApprovalDocument), success(context));
    },
    actOnApproval: async ({ path, query, body, context }) => {
      const acted = await useCases.actOnApproval(context.caller, {
        scope: scopeOfQuery(context, query),
        approval: path.approval,
        ...activityOf(body),
      });
      return map(map(acted, ngApprovalDocument), success(context));
    },
  }) satisfies Partial<Handlers>;

const activityOf = ({ action, comments, approverInputs }: BodyOf<Endpoints['actOnApproval']>) => ({
  action,
  comments: comments ?? '',
  inputs: Object.fromEntries((approverInputs ?? []).map(({ name, value }) => [name, value])),
});

const matches = (asked: string | undefined, found: string): boolean =>
  asked === undefined ||
  asked.toUpperCase() === 'ALL' ||
  asked.toLowerCase() === found.toLowerCase();
