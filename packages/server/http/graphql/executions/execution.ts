/** One execution as FirstGen shows it. */
import { parseNodeExecutionId } from '@reprise/api';
import { stageIn } from '@reprise/core/plan';
import type { StoredExecutionRow } from '../../../ports/index.ts';
import type { Answer } from '../../../use-cases/answer.ts';
import type { OpenExecution } from '../../../use-cases/executions/open-execution.ts';
import { executionNotFound } from '../../../use-cases/refusals.ts';
import { applicationOf, pipelineShape, tagsOf } from '../applications.ts';
import { refusalError, type Session, type Shape, type Shown, shown } from '../session.ts';
import { causeShape } from './cause.ts';
import { stageExecutions } from './stage-executions.ts';
import { executionStatus } from './status.ts';
import { memberExecutions, workflowExecution } from './workflow-execution.ts';

/** An execution by its row. What its row does not tell is read when a field asks for it. */
export function executionOfRow(session: Session, row: StoredExecutionRow): Shape {
  const input = { scope: { accountId: session.accountId }, execution: row.executionId };
  const open = () => session.useCases.getExecution(session.caller, input);
  return executionShape(session, row, () => session.inTurn(open));
}

/** An execution whose state was read already. */
export const openedExecution = (session: Session, opened: OpenExecution): Shape =>
  executionShape(session, opened.row, async () => ({ ok: true, value: opened }));

function executionShape(
  session: Session,
  row: StoredExecutionRow,
  open: () => Answer<OpenExecution>,
): Shape {
  const { scope } = row;
  const ofState = async <As>(show: (opened: OpenExecution) => As) => shown(await open(), show);
  return {
    __typename: 'PipelineExecution',
    id: row.executionId,
    application: () => applicationOf(session, scope),
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    status: executionStatus(row),
    failureDetails: row.failureMessage,
    notes: row.note,
    cause: causeShape(row, (id) => session.inTurn(() => executionById(session, id))),
    tags: () => ofState(({ state }) => tagsOf(state.plan.pipeline.tags)),
    pipeline: () => pipelineOf(session, row),
    pipelineStageExecutions: () => ofState(stageExecutions),
    memberExecutions: () => ofState((opened) => memberExecutions(session, opened, openedExecution)),
    resumeHistory: () => resumeHistory(session, row),
  };
}

/** The pipeline as it is stored now; null when it was deleted, which its executions outlive. */
async function pipelineOf(session: Session, { scope, pipelineId }: StoredExecutionRow) {
  const found = await session.useCases.getPipeline(session.caller, { scope, pipeline: pipelineId });
  if (!found.ok && found.error.code === 'PIPELINE_NOT_FOUND') return null;
  return shown(found, ({ pipeline }) => pipelineShape(session, pipeline));
}

async function resumeHistory(session: Session, { scope, executionId }: StoredExecutionRow) {
  const input = { scope, execution: executionId };
  const read = () => session.useCases.getRetryHistory(session.caller, input);
  const history = await session.inTurn(read);
  return shown(history, ({ chain }) => chain.map((row) => executionOfRow(session, row)));
}

/** An execution by its id, or a stage of one by its node's id. */
export async function executionById(session: Session, id: string): Promise<Shown<Shape>> {
  const { useCases, caller, accountId } = session;
  const scope = { accountId };
  if (parseNodeExecutionId(id) === null) {
    const opened = await useCases.getExecution(caller, { scope, execution: id });
    return shown(opened, (found) => openedExecution(session, found));
  }
  const found = await useCases.getExecutionNode(caller, { scope, nodeExecutionId: id });
  if (!found.ok) {
    const isMissing = found.error.code === 'NODE_NOT_FOUND';
    return refusalError(isMissing ? executionNotFound(id) : found.error);
  }
  const { node, ...opened } = found.value;
  const planned = opened.state.plan.nodes.get(node.key);
  return planned === undefined || stageIn(planned) === null
    ? refusalError(executionNotFound(id))
    : workflowExecution(session, opened, node, openedExecution);
}
