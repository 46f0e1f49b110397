import { type LiveMessage, nodeExecutionIdOf } from '@reprise/api';
import { asExecutionId, type ExecutionId } from '@reprise/core';
import { type ExecutionState, statusOf } from '@reprise/core/execution';
import type { LiveUpdate } from '../../use-cases/executions/watch-execution.ts';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery } from '../replies.ts';
import { executionNode } from '../shapes/execution-node.ts';
import { EVENT_STREAM_HEADERS, serverSentEvent, withHeartbeat } from './event-stream.ts';

/** Watching an execution as it goes. */
export const liveHandlers = (useCases: UseCases) =>
  ({
    watchExecution: async ({ path, query, context }) => {
      const { execution } = path;
      const after = query.after ?? lastEventId(context.headers);
      const scope = scopeOfQuery(context, query);
      const input = { scope, execution, after, signal: context.signal };
      const updates = await useCases.watchExecution(context.caller, input);
      return map(updates, (given) => ({
        bytes: withHeartbeat(eventsOf(asExecutionId(execution), given)),
        headers: EVENT_STREAM_HEADERS,
      }));
    },
  }) satisfies Partial<Handlers>;

function lastEventId(headers: Headers): number | undefined {
  const given = headers.get('last-event-id');
  return given !== null && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
}

async function* eventsOf(
  execution: ExecutionId,
  updates: AsyncIterable<LiveUpdate>,
): AsyncGenerator<string, void, undefined> {
  for await (const update of updates) {
    const { event, data } = messageOf(execution, update);
    // Only changes have an id: a watcher that comes back continues after the last one it saw.
    const id = update.kind === 'change' ? { id: String(update.version) } : {};
    yield serverSentEvent({ event, ...id, data: JSON.stringify(data) });
  }
}

function messageOf(execution: ExecutionId, update: LiveUpdate): LiveMessage {
  switch (update.kind) {
    case 'log': {
      const { node, attempt, size, closed } = update;
      const nodeExecutionId = nodeExecutionIdOf(execution, node);
      return { event: 'log', data: { nodeExecutionId, attempt, size, closed } };
    }
    case 'end':
      return { event: 'end', data: { version: update.version, status: statusOf(update.state) } };
    case 'change':
      return { event: 'change', data: changeOf(update) };
  }
}

function changeOf({ version, state, nodes, complete }: Extract<LiveUpdate, { kind: 'change' }>) {
  const { created, ended } = state;
  return {
    version,
    summary: {
      planExecutionId: created.executionId,
      pipelineIdentifier: created.pipelineId,
      name: created.pipelineName,
      runSequence: created.runSequence,
      status: statusOf(state),
      startTs: created.at,
      endTs: ended?.at ?? null,
    },
    complete,
    nodes: nodes.map((node) => executionNode(ownerOf(state), node)),
  };
}

const ownerOf = ({ created }: ExecutionState) => ({
  executionId: created.executionId,
  scope: created.scope,
  pipelineId: created.pipelineId,
  runSequence: created.runSequence,
});
