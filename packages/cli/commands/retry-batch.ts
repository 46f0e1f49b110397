import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { retryBatchTable, retryBatchText } from '../output/retry-batch-text.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

interface RetryBatchOptions extends JsonOption, LocalOptions {
  readonly cancel?: true;
}

/** `reprise retry-batch [ID]` */
export function addRetryBatch(program: Command, host: CommandHost): void {
  const command = program
    .command('retry-batch')
    .description('show a batch of retries: what is to do, runs, succeeded, failed again, and why')
    .argument('[batch]', 'the batch; left out, all of them are listed')
    .option('--cancel', 'begin nothing new in it; the retries that run go on');
  withLocal(withJson(command)).action(
    host.run((batch: string | undefined, options: RetryBatchOptions) => {
      if (batch === undefined && options.cancel === true) {
        throw new CommandError(EXIT.usage, 'Say which batch to cancel; retry-batch lists them.');
      }
      return connected(host.terminal, options, (connection) =>
        batch === undefined
          ? list(host.terminal, connection, options)
          : show(host.terminal, connection, batch, options),
      );
    }),
  );
}

async function list(
  terminal: Terminal,
  { client }: Connection,
  { json }: RetryBatchOptions,
): Promise<ExitCode> {
  const found = valueOf(await client.listRetryBatches({}));
  if (json === true) printJson(terminal, found);
  else terminal.out(retryBatchTable(found.batches));
  return EXIT.success;
}

async function show(
  terminal: Terminal,
  { client, reach }: Connection,
  batchId: string,
  { json, cancel }: RetryBatchOptions,
): Promise<ExitCode> {
  const path = { batch: batchId };
  if (cancel === true) valueOf(await client.cancelRetryBatch({ path }));
  const batch = valueOf(await client.getRetryBatch({ path }));
  if (json === true) printJson(terminal, batch);
  else terminal.out(retryBatchText(batch, reach));
  return EXIT.success;
}
