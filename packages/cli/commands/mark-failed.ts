import type { ExecutionNode } from '@reprise/api';
import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { oneLine } from '../output/sanitise.ts';
import { findStep } from '../progress/find-step.ts';
import { labelOf, type Progress } from '../progress/model.ts';
import { nodesOf } from '../progress/nodes-of.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type ServerOption,
  withJson,
  withServer,
} from './command-host.ts';

const MARK = { interruptType: 'MarkAsFailed' };

type Options = JsonOption & ServerOption;

/** `reprise mark-failed ID [NODE]` */
export function addMarkFailed(program: Command, host: CommandHost): void {
  const command = program
    .command('mark-failed')
    .description('fail what runs, and let its failure strategies decide what comes of it')
    .argument('<execution>')
    .argument('[node]', 'a stage or step, by its identifier or stage/step; all when left out');
  withServer(withJson(command)).action(
    host.run((execution: string, node: string | undefined, options: Options) =>
      connected(host.terminal, options, (connection) =>
        node === undefined
          ? markExecution(host.terminal, connection, execution, options)
          : markNode(host.terminal, connection, { execution, node, options }),
      ),
    ),
  );
}

async function markExecution(
  terminal: Terminal,
  { client }: Connection,
  execution: string,
  options: Options,
): Promise<ExitCode> {
  const answer = await client.interruptExecution({ path: { execution }, query: MARK });
  const { data } = valueOf(answer);
  if (options.json === true) printJson(terminal, data);
  else terminal.out(`Marked what runs in ${data.planExecutionId} as failed.\n`);
  return EXIT.success;
}

async function markNode(
  terminal: Terminal,
  { client }: Connection,
  { execution, node, options }: { execution: string; node: string; options: Options },
): Promise<ExitCode> {
  const nodes = nodesOf(valueOf(await client.getExecution({ path: { execution } })).data);
  const found = stageOrStep(nodes, node);
  const path = { execution, node: found.uuid };
  const { data } = valueOf(await client.interruptNode({ path, query: MARK }));
  if (options.json === true) printJson(terminal, data);
  else terminal.out(`Marked ${oneLine(labelOf(nodes, found))} as failed.\n`);
  return EXIT.success;
}

function stageOrStep(nodes: Progress['nodes'], name: string): ExecutionNode {
  const stage = [...nodes.values()].find(
    ({ kind, identifier }) => kind === 'stage' && identifier === name,
  );
  const found = stage === undefined ? findStep(nodes, name) : { ok: true as const, value: stage };
  if (found.ok) return found.value;
  throw new CommandError(EXIT.notFound, found.error);
}
