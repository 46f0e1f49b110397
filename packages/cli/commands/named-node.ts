import type { ExecutionNode } from '@reprise/api';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT } from '../exit-code.ts';
import { oneLine } from '../output/sanitise.ts';
import { findStep } from '../progress/find-step.ts';
import { labelOf, type Progress } from '../progress/model.ts';
import { nodesOf } from '../progress/nodes-of.ts';

/** How the argument `[node]` of an interrupt may be written. */
export const NODE_ARGUMENT = 'a stage or step, by its identifier or stage/step; all when left out';

/** The stage or step of an execution that people mean by this name, with what they call it. */
export async function namedNode(
  { client }: Connection,
  execution: string,
  name: string,
): Promise<{ readonly uuid: string; readonly label: string }> {
  const nodes = nodesOf(valueOf(await client.getExecution({ path: { execution } })).data);
  const found = stageOrStep(nodes, name);
  return { uuid: found.uuid, label: oneLine(labelOf(nodes, found)) };
}

function stageOrStep(nodes: Progress['nodes'], name: string): ExecutionNode {
  const stage = [...nodes.values()].find(
    ({ kind, identifier }) => kind === 'stage' && identifier === name,
  );
  const found = stage === undefined ? findStep(nodes, name) : { ok: true as const, value: stage };
  if (found.ok) return found.value;
  throw new CommandError(EXIT.notFound, found.error);
}
