import { END_STATUSES, LIVE_STATUSES } from '@reprise/core/execution';
import { type Command, Option } from 'commander';
import { valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { executionTable } from '../output/execution-table.ts';
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
import { wholeNumber } from './whole-number.ts';

interface ExecutionsOptions extends JsonOption, LocalOptions {
  readonly pipeline?: string;
  readonly status?: readonly string[];
  readonly limit: number;
  readonly all?: true;
}

/** `reprise executions` */
export function addExecutions(program: Command, host: CommandHost): void {
  const command = program
    .command('executions')
    .description('list executions, newest first; of a chain of retries the newest')
    .option('--pipeline <identifier>', 'only of this pipeline')
    .addOption(
      new Option('--status <status...>', 'only with this status').choices([
        ...END_STATUSES,
        ...LIVE_STATUSES,
      ]),
    )
    .option('--limit <count>', 'at most so many', wholeNumber(1, 1000), 20)
    .option('--all', 'every execution, also those that were retried');
  withLocal(withJson(command)).action(
    host.run((options: ExecutionsOptions) =>
      connected(host.terminal, options, (connection) =>
        executions(host.terminal, connection, options),
      ),
    ),
  );
}

async function executions(
  terminal: Terminal,
  { client }: Connection,
  options: ExecutionsOptions,
): Promise<ExitCode> {
  const answer = valueOf(
    await client.listExecutions({
      query: {
        size: options.limit,
        showAllExecutions: options.all === true,
        ...(options.status === undefined ? {} : { status: options.status }),
        ...(options.pipeline === undefined ? {} : { pipelineIdentifier: options.pipeline }),
      },
      body: {},
    }),
  );
  const { content } = answer.data;
  if (options.json === true) printJson(terminal, { content });
  else terminal.out(executionTable(content, terminal.colours, Date.now()));
  return EXIT.success;
}
