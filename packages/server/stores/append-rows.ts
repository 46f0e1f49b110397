import type { Digest, ExecutionId, Instant, LeaseToken, NodeKey, TaskId } from '@reprise/core';
import type {
  AcquireResource,
  CloseApproval,
  Effect,
  Notify,
  OpenApproval,
  StartTask,
  StopCause,
} from '@reprise/core/execution';
import { isEnd } from '@reprise/core/execution';
import type { Append, ApprovalRow, Definition, ExecutionRow, NewLease } from '../ports/index.ts';
import { searchText, storable } from './storable-text.ts';

/**
 * One append as rows of tables: everything that does not need the database, serialised once, before the transaction.
 * Objects are JSON text; times are milliseconds since 1970.
 */
export interface AppendRows {
  readonly executionId: ExecutionId;
  /** The number of the new journal entry, from 1. */
  readonly version: number;
  readonly at: Instant;
  readonly events: string;
  readonly definition: DefinitionColumns | null;
  readonly execution: ExecutionColumns | null;
  readonly request: RequestColumns | null;
  readonly tasks: readonly TaskColumns[];
  /** Waiting tasks that are handed out by this append. */
  readonly taken: readonly LeaseColumns[];
  readonly stops: readonly { readonly taskId: TaskId; readonly stop: StopCause }[];
  readonly settled: readonly TaskId[];
  readonly opened: readonly ApprovalColumns[];
  readonly closed: readonly {
    readonly taskId: TaskId;
    readonly status: CloseApproval['status'];
    readonly updatedAt: Instant;
  }[];
  readonly joined: readonly ClaimColumns[];
  /** Whoever leaves the queues; after `joined`. */
  readonly left: readonly TaskId[];
  /** What goes to the outbox. */
  readonly told: readonly NotificationColumns[];
}

export interface NotificationColumns {
  readonly id: string;
  readonly notification: string;
}

export interface ClaimColumns {
  readonly taskId: TaskId;
  readonly executionId: ExecutionId;
  readonly accountId: string;
  readonly key: string;
  readonly holder: NodeKey;
}

export interface DefinitionColumns {
  readonly digest: Digest;
  /** The whole definition but for its digest. */
  readonly body: string;
}

/** A keyed request; its execution's columns say where. */
export interface RequestColumns {
  readonly key: string;
  readonly fingerprint: Digest;
}

/** The columns by which executions are found and ordered; `row` holds the whole row. */
export interface ExecutionColumns {
  readonly executionId: ExecutionId;
  readonly accountId: string;
  readonly orgId: string;
  readonly projectId: string;
  readonly pipelineId: string;
  readonly runSequence: number;
  readonly search: string;
  readonly definition: Digest;
  readonly status: string;
  /** 1 once the execution has ended, else 0. */
  readonly ended: number;
  readonly createdAt: Instant;
  readonly wakeAt: Instant | null;
  readonly rootId: ExecutionId;
  readonly parentId: ExecutionId | null;
  readonly row: string;
}

export interface TaskColumns {
  readonly taskId: TaskId;
  readonly selectors: readonly string[];
  readonly task: string;
  readonly enqueuedAt: Instant;
  readonly delegate: string | null;
  readonly token: LeaseToken | null;
  readonly until: Instant | null;
}

export interface LeaseColumns {
  readonly taskId: TaskId;
  readonly delegate: string;
  readonly token: LeaseToken;
  readonly until: Instant;
}

export interface ApprovalColumns {
  readonly taskId: TaskId;
  readonly executionId: ExecutionId;
  readonly node: NodeKey;
  readonly approval: string;
  readonly status: ApprovalRow['status'];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly deadline: Instant | null;
}

/** Whether the append begins its stream. */
export const creates = (rows: AppendRows): boolean => rows.version === 1;

/**
 * Turns an append into the rows that it writes.
 *
 * @throws Error when the append breaks its own contract (a bug of the caller), or an identifier cannot be stored.
 */
export function rowsOf(append: Append): AppendRows {
  const { executionId, row, at } = append;
  if (append.expectedVersion === 0) {
    storable('execution id', executionId);
    if (row === null) throw new Error(`Execution ${executionId} is created without its row.`);
  }
  if (row !== null && row.executionId !== executionId) {
    throw new Error(`An append of execution ${executionId} carries the row of ${row.executionId}.`);
  }
  return {
    executionId,
    version: append.expectedVersion + 1,
    at,
    events: JSON.stringify(append.events),
    definition: append.definition === null ? null : definitionColumns(append.definition),
    execution: row === null ? null : executionColumns(row),
    request:
      append.request === undefined
        ? null
        : { ...append.request, key: storable('idempotency key', append.request.key) },
    settled: append.settled,
    ...effectRows(append.effects, append.leases, at),
  };
}

function definitionColumns({ digest, ...body }: Definition): DefinitionColumns {
  return { digest, body: JSON.stringify(body) };
}

function executionColumns(row: ExecutionRow): ExecutionColumns {
  const { accountId, orgId, projectId } = row.scope;
  return {
    executionId: row.executionId,
    accountId: storable('account', accountId),
    orgId: storable('organisation', orgId),
    projectId: storable('project', projectId),
    pipelineId: storable('pipeline identifier', row.pipelineId),
    runSequence: row.runSequence,
    search: searchText(row.pipelineName, row.pipelineId, row.executionId),
    definition: row.definition,
    status: row.status,
    ended: isEnd(row.status) ? 1 : 0,
    createdAt: row.createdAt,
    wakeAt: row.wakeAt,
    rootId: row.rootId,
    parentId: row.parentId,
    row: JSON.stringify(row),
  };
}

type EffectRows = Pick<
  AppendRows,
  'tasks' | 'taken' | 'stops' | 'opened' | 'closed' | 'joined' | 'left' | 'told'
>;
type Mutable<List> = List extends readonly (infer Item)[] ? Item[] : never;

function effectRows(
  effects: readonly Effect[],
  leases: readonly NewLease[],
  at: Instant,
): EffectRows {
  const tasks: Mutable<EffectRows['tasks']> = [];
  const stops: Mutable<EffectRows['stops']> = [];
  const opened: Mutable<EffectRows['opened']> = [];
  const closed: Mutable<EffectRows['closed']> = [];
  const joined: Mutable<EffectRows['joined']> = [];
  const left: Mutable<EffectRows['left']> = [];
  const told: Mutable<EffectRows['told']> = [];
  for (const effect of effects) {
    switch (effect.type) {
      case 'StartTask':
        tasks.push(taskColumns(effect, leases, at));
        break;
      case 'StopTask':
        stops.push({ taskId: effect.taskId, stop: effect.cause });
        break;
      case 'OpenApproval':
        opened.push(approvalColumns(effect, at));
        break;
      case 'CloseApproval':
        closed.push({ taskId: effect.taskId, status: effect.status, updatedAt: at });
        break;
      // The two streams say what is still to be done about a child.
      case 'StartChild':
      case 'StopChild':
        break;
      case 'AcquireResource':
        joined.push(claimColumns(effect));
        break;
      case 'ReleaseResource':
        left.push(effect.taskId);
        break;
      case 'Notify':
        told.push(notificationColumns(effect));
        break;
    }
  }
  const taken = leases
    .filter((lease) => !tasks.some(({ taskId }) => taskId === lease.taskId))
    .map(leaseColumns);
  return { tasks, taken, stops, opened, closed, joined, left, told };
}

function taskColumns(start: StartTask, leases: readonly NewLease[], at: Instant): TaskColumns {
  const lease = leases.find((each) => each.taskId === start.taskId);
  for (const selector of start.selectors) storable('delegate selector', selector);
  return {
    taskId: storable('task id', start.taskId),
    selectors: start.selectors,
    task: JSON.stringify(start.task),
    enqueuedAt: at,
    ...(lease === undefined ? NOT_LEASED : leaseColumns(lease)),
  };
}

const NOT_LEASED = { delegate: null, token: null, until: null } as const;

const leaseColumns = ({ taskId, delegate, token, until }: NewLease): LeaseColumns => ({
  taskId,
  delegate: storable('delegate id', delegate),
  token: storable('lease token', token),
  until,
});

const approvalColumns = (open: OpenApproval, at: Instant): ApprovalColumns => ({
  taskId: storable('task id', open.taskId),
  executionId: open.executionId,
  node: storable('node', open.node),
  approval: JSON.stringify(open.approval),
  status: 'WAITING',
  createdAt: at,
  updatedAt: at,
  deadline: open.deadline ?? null,
});

const claimColumns = (acquire: AcquireResource): ClaimColumns => ({
  taskId: storable('task id', acquire.taskId),
  executionId: acquire.executionId,
  accountId: storable('account', acquire.accountId),
  key: storable('key of a queue', acquire.key),
  holder: acquire.holder,
});

const notificationColumns = ({ notification }: Notify): NotificationColumns => ({
  id: storable('id of a notification', notification.id),
  notification: JSON.stringify(notification),
});
