import {
  asDelegateId,
  asDigest,
  asExecutionId,
  asInstant,
  asLeaseToken,
  asNodeKey,
  type ExecutionId,
  type LeaseToken,
  type Scope,
  type TaskId,
  taskIdOf,
} from '@reprise/core';
import type {
  Effect,
  ExecutionEvent,
  OpenApproval,
  StartTask,
  Status,
} from '@reprise/core/execution';
import type {
  Append,
  Claim,
  Definition,
  ExecutionRow,
  NewLease,
  NewObject,
  NewPipeline,
} from '../index.ts';

/** Examples for tests of stores: small, valid, and different only in what a test names. */

export const SCOPE: Scope = {
  accountId: 'default',
  orgId: 'default',
  projectId: 'default_project',
};
export const NOW = asInstant(1_790_000_000_000);
export const later = (ms: number) => asInstant(NOW + ms);

export const NODE = asNodeKey('pipeline.stages.build.spec.execution.steps.compile');
export const EMBEDDED = asDelegateId('embedded');
export const ELSEWHERE = asDelegateId('elsewhere');

export const executionNamed = (name: string): ExecutionId => asExecutionId(name);
export const taskOf = (execution: string, attempt = 1): TaskId =>
  taskIdOf(asExecutionId(execution), NODE, attempt);

export function definition(digest = 'sha256:00'): Definition {
  return {
    digest: asDigest(digest),
    compiledYaml: 'pipeline:\n  identifier: shop\n  name: Shop 🛒\n',
    inputsYaml: '',
    inputsTemplateYaml: '',
    pipeline: {
      identifier: 'shop',
      name: 'Shop 🛒',
      at: { line: 1, column: 1 },
      tags: {},
      variables: [],
      delegateSelectors: [],
      allowStageExecutions: true,
      stages: [],
    },
  };
}

export function row(execution: string, changes: Partial<ExecutionRow> = {}): ExecutionRow {
  return {
    executionId: asExecutionId(execution),
    scope: SCOPE,
    pipelineId: 'shop',
    pipelineName: 'Shop',
    runSequence: 1,
    definition: asDigest('sha256:00'),
    status: 'Running',
    createdAt: NOW,
    startedAt: NOW,
    endedAt: null,
    triggeredBy: { kind: 'local', name: 'ada' },
    note: null,
    rootId: asExecutionId(execution),
    parentId: null,
    stageCounts: { total: 3, succeeded: 0, running: 1, failed: 0 },
    failureMessage: null,
    wakeAt: null,
    ...changes,
  };
}

/** The row of a retry of `parent`. */
export const retryRow = (execution: string, parent: string, root = parent): ExecutionRow =>
  row(execution, { parentId: asExecutionId(parent), rootId: asExecutionId(root) });

export const endedRow = (execution: string, status: Status = 'Failed'): ExecutionRow =>
  row(execution, { status, endedAt: later(1_000) });

/** The first append of an execution, which brings its definition. */
export function creation(execution: string, changes: Partial<Append> = {}): Append {
  return {
    ...addition(execution, 0),
    row: row(execution),
    definition: definition(),
    ...changes,
  };
}

/** An append to an execution that has `expectedVersion` entries. */
export function addition(
  execution: string,
  expectedVersion: number,
  changes: Partial<Append> = {},
): Append {
  return {
    executionId: asExecutionId(execution),
    expectedVersion,
    at: NOW,
    events: [event(`entry ${expectedVersion + 1} of ${execution}`)],
    effects: [],
    leases: [],
    settled: [],
    row: null,
    definition: null,
    ...changes,
  };
}

/** An event that is told from others by its text. */
export const event = (reason: string): ExecutionEvent => ({
  type: 'AbortRequested',
  at: NOW,
  by: { kind: 'local', name: 'ada' },
  reason,
});

export function startTask(taskId: TaskId, selectors: readonly string[] = []): StartTask {
  return {
    type: 'StartTask',
    taskId,
    selectors,
    task: {
      type: 'ShellScript',
      shell: 'Bash',
      script: ['echo ', { secret: 'token' }],
      environment: { GREETING: 'hello' },
      outputs: [],
    },
  };
}

export function openApproval(execution: string, attempt = 1): OpenApproval {
  return {
    type: 'OpenApproval',
    taskId: taskOf(execution, attempt),
    executionId: asExecutionId(execution),
    node: NODE,
    approval: {
      message: 'Deploy to production?',
      userGroups: ['account._account_all_users'],
      minimumCount: 1,
      disallowPipelineExecutor: false,
      inputs: [{ name: 'ticket', defaultValue: '' }],
    },
    deadline: later(60_000),
  };
}

export const leaseOf = (taskId: TaskId, changes: Partial<NewLease> = {}): NewLease => ({
  taskId,
  delegate: EMBEDDED,
  token: asLeaseToken(`token of ${taskId}`),
  until: later(30_000),
  ...changes,
});

/** A claim whose tokens are `<delegate> 1`, `<delegate> 2`, …. */
export function claimBy(delegate: string, changes: Partial<Claim> = {}): Claim {
  let tokens = 0;
  return {
    delegate: asDelegateId(delegate),
    selectors: [],
    limit: 100,
    until: later(30_000),
    newToken: (): LeaseToken => asLeaseToken(`${delegate} ${(tokens += 1)}`),
    ...changes,
  };
}

/** An execution whose first append queues tasks: `taskOf(execution, 1)`, `taskOf(execution, 2)`, …. */
export const withTasks = (execution: string, count: number, selectors: readonly string[] = []) =>
  creation(execution, {
    effects: Array.from(
      { length: count },
      (_, index): Effect => startTask(taskOf(execution, index + 1), selectors),
    ),
  });

export function pipeline(identifier: string, changes: Partial<NewPipeline> = {}): NewPipeline {
  return {
    scope: SCOPE,
    identifier,
    name: identifier,
    description: null,
    tags: { team: 'shop' },
    yaml: `pipeline:\n  identifier: ${identifier}\n`,
    stageNames: ['Build', 'Deploy'],
    allowStageExecutions: true,
    ...changes,
  };
}

/** A service of the default project. */
export function object(identifier: string, changes: Partial<NewObject> = {}): NewObject {
  return {
    kind: 'service',
    scope: { level: 'project', ...SCOPE },
    identifier,
    parent: '',
    label: '',
    name: identifier,
    description: null,
    tags: { team: 'shop' },
    yaml: `service:\n  identifier: ${identifier}\n`,
    details: {},
    ...changes,
  };
}
