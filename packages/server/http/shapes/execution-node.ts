/** A node of an execution as Harness's clients read it. */
import { approvalIdOf, type ExecutionNode, nodeExecutionIdOf } from '@reprise/api';
import { type ExecutionId, taskIdOf } from '@reprise/core';
import type {
  ChildLink,
  Failure,
  Interrupt,
  NodeView,
  SkipInfo,
  TryView,
} from '@reprise/core/execution';
import type { LoopPlace } from '@reprise/core/plan';
import type { ApprovalChecks, StepWork } from '@reprise/core/step-types';
import type { StoredExecutionRow } from '../../ports/index.ts';
import { logKeyOf } from '../../use-cases/logs/log-key.ts';
import { plainValue } from './plain-value.ts';
import { taskParameters } from './task-parameters.ts';

/** The execution that shows the node. */
export type Owner = Pick<
  StoredExecutionRow,
  'executionId' | 'scope' | 'pipelineId' | 'runSequence'
>;

/** One node, without what its attempt was told to do. */
export function executionNode(owner: Owner, view: NodeView): ExecutionNode {
  const { executionId } = owner;
  const logKey = view.task === null ? null : logKeyOf(owner, view.task);
  return {
    uuid: nodeExecutionIdOf(executionId, view.key),
    setupId: view.key,
    identifier: view.identifier,
    name: view.name,
    baseFqn: view.key,
    stepType: view.type,
    status: view.status,
    startTs: view.startedAt,
    endTs: view.endedAt,
    logBaseKey: logKey,
    failureInfo: failureInfo(view.failure),
    skipInfo: skipInfo(view.skip),
    nodeRunInfo: null,
    delegateInfoList: view.delegate === null ? [] : [{ id: view.delegate, name: view.delegate }],
    outcomes: view.outputs === null ? {} : { output: plainValue(view.outputs) },
    executableResponses: logKey === null ? [] : [{ task: { logKeys: [logKey], units: [] } }],
    stepDetails: stepDetails(view.child),
    unitProgresses: [],
    interruptHistories: view.interrupts.map((one, index) =>
      interruptHistory(owner, view, one, index),
    ),
    kind: view.kind,
    parentId: view.parent === null ? null : nodeExecutionIdOf(executionId, view.parent),
    afterIds: view.after.map((key) => nodeExecutionIdOf(executionId, key)),
    row: view.row,
    instance: view.place === null ? null : instanceOf(view.place),
    attempts: view.attempts,
    tries: view.tries.map((one) => stepTry(owner, one)),
    exitCode: view.failure?.exitCode ?? null,
    approvalId: approvalId(executionId, view),
    awaitedInputs:
      view.asking === null
        ? null
        : { names: [...view.asking.names], deadline: view.asking.deadline },
    givenInputs: view.inputs === null ? null : { ...view.inputs },
    reused: reused(view.reused),
    runReason: view.runReason,
  };
}

const stepDetails = (child: ChildLink | null): ExecutionNode['stepDetails'] =>
  child === null
    ? null
    : {
        childPipelineExecutionDetails: {
          planExecutionId: child.executionId,
          orgId: child.orgId,
          projectId: child.projectId,
          pipelineId: child.pipelineId,
        },
      };

const instanceOf = ({ iteration, iterations, instance: { matrix, item } }: LoopPlace) => ({
  iteration,
  iterations,
  matrix:
    matrix === undefined
      ? null
      : Object.fromEntries(
          Object.entries(matrix).map(([axis, value]) => [axis, plainValue(value)]),
        ),
  item: item === undefined ? null : plainValue(item),
});

function interruptHistory(
  { executionId }: Owner,
  { key }: NodeView,
  { at, type, by }: Interrupt,
  index: number,
): ExecutionNode['interruptHistories'][number] {
  const issuedBy = { manualIssuer: { identifier: by.name }, issueTime: at };
  return {
    interruptId: `${nodeExecutionIdOf(executionId, key)}-${index + 1}`,
    tookEffectAt: at,
    interruptType: type,
    interruptConfig: { issuedBy },
  };
}

const stepTry = (owner: Owner, one: TryView): ExecutionNode['tries'][number] => ({
  attempt: one.attempt,
  status: one.status,
  startTs: one.startedAt,
  endTs: one.endedAt,
  logBaseKey: one.task === null ? null : logKeyOf(owner, one.task),
  failureInfo: failureInfo(one.failure),
  action: one.action,
});

/** One node with what its newest attempt was told to do. */
export const detailedNode = (owner: Owner, view: NodeView): ExecutionNode => ({
  ...executionNode(owner, view),
  stepParameters: view.work === null ? null : stepParameters(view.work),
});

export const failureInfo = (failure: Failure | null) =>
  failure === null
    ? null
    : { message: failure.message, failureTypeList: [...failure.types], responseMessages: [] };

export const skipInfo = (skip: SkipInfo | null) =>
  skip === null
    ? null
    : {
        skipCondition: skip.condition,
        evaluatedCondition: skip.evaluated,
        expressions: skip.expressions.map(({ expression, value }) => ({
          expression,
          expressionValue: textOf(plainValue(value)),
        })),
      };

const textOf = (value: ReturnType<typeof plainValue>): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const reused = (from: NodeView['reused']) =>
  from === null
    ? null
    : { sourceExecutionId: from.source, originExecutionId: from.origin, reason: from.reason };

/** An approval is acted upon where it waits, or waited. */
function approvalId(execution: ExecutionId, { work, key, attempts, reused }: NodeView) {
  if (work?.kind !== 'approval' || attempts === 0) return null;
  return approvalIdOf(taskIdOf(reused?.origin ?? execution, key, attempts));
}

const approvalParameters = ({ interval, limit, approval, rejection }: ApprovalChecks) => ({
  retryInterval: interval,
  scriptTimeout: limit,
  approvalCriteria: approval,
  rejectionCriteria: rejection ?? null,
});

function stepParameters(work: StepWork): Record<string, unknown> {
  switch (work.kind) {
    case 'task':
      return {
        ...taskParameters(work.task),
        delegateSelectors: work.selectors,
        ...(work.checks === undefined ? {} : approvalParameters(work.checks)),
      };
    case 'approval':
      return { approvalMessage: work.approval.message, minimumCount: work.approval.minimumCount };
    case 'wait':
      return { duration: work.duration };
    case 'pipeline':
      return { ...work.child };
    case 'barrier':
      return { barrierRef: work.barrier };
    case 'queue':
      return { key: work.key, scope: work.scope };
  }
}
