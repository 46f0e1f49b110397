import {
  type ExecutionNode,
  type LiveChange,
  type LiveMessage,
  type NodeOutline,
  nodeExecutionIdOf,
} from '@reprise/api';
import { asExecutionId, type ExecutionId } from '@reprise/core';
import { type ExecutionState, type NodeView, statusOf } from '@reprise/core/execution';
import type { LiveUpdate, WatchInput } from '../../use-cases/executions/watch-execution.ts';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery } from '../replies.ts';
import { executionNode } from '../shapes/execution-node.ts';
import { nodeOutline } from '../shapes/node-outline.ts';
import { EVENT_STREAM_HEADERS, serverSentEvent, withHeartbeat } from './event-stream.ts';

/** Watching an execution as it goes. */
export const liveHandlers = (useCases: UseCases) =>
  ({
    watchExecution: async (request) => {
      const updates = await useCases.watchExecution(request.context.caller, watchedBy(request));
      return map(updates, (given) => streamOf(request, given, asNodes));
    },
    watchOutline: async (request) => {
      const updates = await useCases.watchExecution(request.context.caller, watchedBy(request));
      return map(updates, (given) => streamOf(request, given, asOutlines));
    },
  }) satisfies Partial<Handlers>;

type WatchRequest = Parameters<Handlers['watchExecution']>[0];

const watchedBy = ({ path, query, context }: WatchRequest): WatchInput => ({
  scope: scopeOfQuery(context, query),
  execution: path.execution,
  after: query.after ?? lastEventId(context.headers),
  signal: context.signal,
});

/** How the nodes of a state are shown. */
type Show<Node> = (state: ExecutionState) => (node: NodeView) => Node;

const asNodes: Show<ExecutionNode> = (state) => {
  const owner = ownerOf(state);
  return (node) => executionNode(owner, node);
};
const asOutlines: Show<NodeOutline> = () => nodeOutline;

type Message<Node> =
  | Exclude<LiveMessage, { readonly event: 'change' }>
  | { readonly event: 'change'; readonly data: Omit<LiveChange, 'nodes'> & { nodes: Node[] } };

const streamOf = <Node>(
  { path }: WatchRequest,
  updates: AsyncIterable<LiveUpdate>,
  show: Show<Node>,
) => ({
  bytes: withHeartbeat(eventsOf(asExecutionId(path.execution), updates, show)),
  headers: EVENT_STREAM_HEADERS,
});

function lastEventId(headers: Headers): number | undefined {
  const given = headers.get('last-event-id');
  return given !== null && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
}

async function* eventsOf<Node>(
  execution: ExecutionId,
  updates: AsyncIterable<LiveUpdate>,
  show: Show<Node>,
): AsyncGenerator<string, void, undefined> {
  for await (const update of updates) {
    const { event, data } = messageOf(execution, update, show);
    // Only changes have an id: a watcher that comes back continues after the last one it saw.
    const id = update.kind === 'change' ? { id: String(update.version) } : {};
    yield serverSentEvent({ event, ...id, data: JSON.stringify(data) });
  }
}

function messageOf<Node>(
  execution: ExecutionId,
  update: LiveUpdate,
  show: Show<Node>,
): Message<Node> {
  switch (update.kind) {
    case 'log': {
      const { node, attempt, size, closed } = update;
      const nodeExecutionId = nodeExecutionIdOf(execution, node);
      return { event: 'log', data: { nodeExecutionId, attempt, size, closed } };
    }
    case 'end':
      return {
        event: 'end',
        data: { version: update.version, status: statusOf(update.state) },
      };
    case 'change':
      return { event: 'change', data: changeOf(update, show) };
  }
}

function changeOf<Node>(
  { version, state, nodes, complete }: Extract<LiveUpdate, { kind: 'change' }>,
  show: Show<Node>,
) {
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
    nodes: nodes.map(show(state)),
  };
}

const ownerOf = ({ created }: ExecutionState) => ({
  executionId: created.executionId,
  scope: created.scope,
  pipelineId: created.pipelineId,
  runSequence: created.runSequence,
});
