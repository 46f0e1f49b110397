import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { chainText } from '../output/chain-text.ts';
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

interface HistoryOptions extends JsonOption, LocalOptions {
  readonly limit: number;
}

/** `reprise history ID` */
export function addHistory(program: Command, host: CommandHost): void {
  const command = program
    .command('history')
    .description('show the chain of retries of an execution: what each ran, and what it reused')
    .argument('<execution>', 'any execution of the chain')
    .option('--limit <count>', 'at most so many, newest first', wholeNumber(1, 1000), 20);
  withLocal(withJson(command)).action(
    host.run((execution: string, options: HistoryOptions) =>
      connected(host.terminal, options, (connection) =>
        history(host.terminal, connection, execution, options),
      ),
    ),
  );
}

async function history(
  terminal: Terminal,
  { client }: Connection,
  execution: string,
  { limit: size, json }: HistoryOptions,
): Promise<ExitCode> {
  const chain = valueOf(await client.executionChain({ path: { execution }, query: { size } }));
  if (json === true) printJson(terminal, chain);
  else terminal.out(chainText(chain, terminal.colours, Date.now()));
  return EXIT.success;
}
