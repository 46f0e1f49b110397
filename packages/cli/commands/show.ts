import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { executionText } from '../output/execution-text.ts';
import { printJson } from '../output/json.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

/** `reprise show ID` */
export function addShow(program: Command, host: CommandHost): void {
  const command = program
    .command('show')
    .description('show an execution: its stages and steps, and how each ended')
    .argument('<execution>');
  withLocal(withJson(command)).action(
    host.run((execution: string, options: JsonOption & LocalOptions) =>
      connected(host.terminal, options, (connection) =>
        show(host.terminal, connection, execution, options.json === true),
      ),
    ),
  );
}

async function show(
  terminal: Terminal,
  { client, reach }: Connection,
  execution: string,
  json: boolean,
): Promise<ExitCode> {
  const { data } = valueOf(await client.getExecution({ path: { execution } }));
  if (json) {
    // One document that names the execution at its top, as the other commands' documents do.
    const { planExecutionId, status } = data.pipelineExecutionSummary;
    printJson(terminal, { planExecutionId, status, ...data });
  } else {
    terminal.out(executionText(data, { colours: terminal.colours, now: Date.now(), reach }));
  }
  return EXIT.success;
}
