import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type ServerOption,
  withJson,
  withServer,
} from './command-host.ts';
import { NODE_ARGUMENT, namedNode } from './named-node.ts';

const MARK = { interruptType: 'MarkAsFailed' };

type Options = JsonOption & ServerOption;

/** `reprise mark-failed ID [NODE]` */
export function addMarkFailed(program: Command, host: CommandHost): void {
  const command = program
    .command('mark-failed')
    .description(
      'fail what runs, and let its failure strategies decide what comes of it; a stage is rolled back once those beside it are over',
    )
    .argument('<execution>')
    .argument('[node]', NODE_ARGUMENT);
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
  connection: Connection,
  { execution, node, options }: { execution: string; node: string; options: Options },
): Promise<ExitCode> {
  const { uuid, label } = await namedNode(connection, execution, node);
  const path = { execution, node: uuid };
  const { data } = valueOf(await connection.client.interruptNode({ path, query: MARK }));
  if (options.json === true) printJson(terminal, data);
  else terminal.out(`Marked ${label} as failed.\n`);
  return EXIT.success;
}
