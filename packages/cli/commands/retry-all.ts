import type { RetryBatchDocument, RetryBatchFilterDocument } from '@reprise/api';
import { RETRYABLE_STATUSES, type RetryableStatus } from '@reprise/core/execution';
import { parseDuration } from '@reprise/core/pipeline';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { retryBatchPreviewText, retryBatchText } from '../output/retry-batch-text.ts';
import { followBatch } from '../progress/follow-batch.ts';
import { commandHere } from '../progress/next-command.ts';
import { untilAnswered } from '../repeat.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';
import { planDigestOf } from './plan-digest.ts';
import { wholeNumber } from './whole-number.ts';

interface RetryAllOptions extends JsonOption, LocalOptions {
  readonly pipeline?: readonly string[];
  readonly status?: readonly RetryableStatus[];
  readonly since?: number;
  readonly until?: number;
  readonly failure?: string;
  readonly failedStage?: string;
  readonly onlyFailed?: true;
  readonly retryChained?: true;
  readonly atOnce: number;
  readonly stopAfter: number;
  readonly dryRun?: true;
  readonly plan?: string;
  readonly note?: string;
  readonly detach?: true;
}

/** `reprise retry-all FILTER` */
export function addRetryAll(program: Command, host: CommandHost): void {
  const command = program
    .command('retry-all')
    .description(
      'retry every execution that a filter means, each from what failed; of a chain the newest',
    )
    .option('--pipeline <identifier...>', 'of these pipelines')
    .addOption(
      new Option('--status <status...>', 'that ended so (default: Failed and Expired)').choices(
        RETRYABLE_STATUSES,
      ),
    )
    .option('--since <when>', 'started since then: 6h (ago), or 2026-11-21T02:30', moment)
    .option('--until <when>', 'started before then', moment)
    .option('--failure <text>', 'with this text in the failure message')
    .option('--failed-stage <identifier>', 'in which this stage did not end well')
    .option('--only-failed', 'of a parallel group run only what did not end well')
    .option('--retry-chained', RETRY_CHAINED)
    .option('--at-once <count>', 'at most so many at once', wholeNumber(1, 100), 5)
    .option('--stop-after <count>', STOP_AFTER, wholeNumber(0, 1000), 3)
    .option('--dry-run', 'show what would be retried and how, and do nothing')
    .option('--plan <digest>', 'do what this preview showed, or nothing', planDigestOf)
    .option('--note <text>', 'kept with the batch and each new execution')
    .option('--detach', 'start it and return at once');
  withLocal(withJson(command)).action(
    host.run((options: RetryAllOptions) => {
      check(options);
      return connected(host.terminal, options, (connection) =>
        retryAll(host.terminal, connection, options),
      );
    }),
  );
}

const RETRY_CHAINED = 'retry the failed child of a chained stage, in place of a new one';
const STOP_AFTER = 'stop when the first so many retries all failed again; 0 goes on';

function check(options: RetryAllOptions): void {
  if (Object.keys(filterOf(options)).length === 0) {
    const message =
      'Say which executions: --pipeline, --status, --since, --until, --failure or --failed-stage. (See --help.)';
    throw new CommandError(EXIT.usage, message);
  }
  if (options.local === true && options.detach === true) {
    throw new CommandError(
      EXIT.usage,
      'A --local batch ends with the command: it cannot --detach.',
    );
  }
}

/** A moment, as people say it: so long ago, or a date with a time in their own zone. */
function moment(text: string): number {
  const ago = parseDuration(text);
  if (ago !== null) return Date.now() - ago;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError('A moment looks like 90m, 6h or 1d (ago), or 2026-11-21T02:30.');
}

const filterOf = (options: RetryAllOptions): RetryBatchFilterDocument => ({
  ...(options.pipeline === undefined ? {} : { pipelines: [...options.pipeline] }),
  ...(options.status === undefined ? {} : { statuses: [...options.status] }),
  ...(options.since === undefined ? {} : { startedFrom: options.since }),
  ...(options.until === undefined ? {} : { startedBefore: options.until }),
  ...(options.failure === undefined ? {} : { failure: options.failure }),
  ...(options.failedStage === undefined ? {} : { failedStage: options.failedStage }),
});

async function retryAll(
  terminal: Terminal,
  connection: Connection,
  options: RetryAllOptions,
): Promise<ExitCode> {
  const { client } = connection;
  const json = options.json === true;
  const wish = {
    filter: filterOf(options),
    runAllStages: options.onlyFailed !== true,
    ...(options.retryChained === true && { retryChained: true }),
  };
  const preview = valueOf(await client.previewRetryBatch({ body: wish }));
  if (json && options.dryRun === true) printJson(terminal, preview);
  if (!json) terminal.out(retryBatchPreviewText(preview, terminal.colours));
  if (options.dryRun === true && !json && preview.total > 0) {
    terminal.out(
      `Nothing was started. To do this or nothing: the same with --plan ${preview.digest}\n`,
    );
  }
  if (options.dryRun === true || (preview.total === 0 && !json)) return EXIT.success;
  const { atOnce, stopAfter, note, plan } = options;
  // What was shown is what is done, or nothing.
  const body = { ...wish, atOnce, stopAfter, note, digest: plan ?? preview.digest };
  const { batchId } = valueOf(
    await untilAnswered((idempotencyKey) =>
      client.createRetryBatch({ query: { idempotencyKey }, body }),
    ),
  );
  if (!json && options.detach === true) terminal.out(`${batchId}\n`);
  return options.detach === true && !json
    ? EXIT.success
    : watchBatch(terminal, connection, batchId, options);
}

/** Tells of a batch until it has ended. Ctrl-C leaves it to the server; a local one is cancelled, and ends first. */
async function watchBatch(
  terminal: Terminal,
  connection: Connection,
  batchId: string,
  { json, detach }: Pick<RetryAllOptions, 'json' | 'detach'>,
): Promise<ExitCode> {
  const stop = new AbortController();
  if (detach === true) stop.abort();
  else if (json !== true) terminal.out(`\nRetry batch ${batchId}\n`);
  const release = terminal.onInterrupt(() => {
    if (connection.local) void connection.client.cancelRetryBatch({ path: { batch: batchId } });
    else stop.abort();
  });
  const tell = (line: string) => (json === true ? undefined : terminal.out(`${line}\n`));
  try {
    const note = (text: string) => terminal.err(`${text}\n`);
    const { client } = connection;
    const batch = await followBatch({ client, batchId, tell, note, signal: stop.signal });
    if (json === true) printJson(terminal, batch);
    else terminal.out(closingText(connection, batch));
    if (batch.endedAt === null) return detach === true ? EXIT.success : EXIT.interrupted;
    return exitCodeOfBatch(batch);
  } finally {
    release();
  }
}

function closingText({ reach }: Connection, batch: RetryBatchDocument): string {
  if (batch.endedAt !== null) return `\n${retryBatchText(batch, reach)}`;
  const look = reach === null ? '' : ` ${commandHere(reach, `retry-batch ${batch.batchId}`)}`;
  return `\nThe batch goes on without this command.${look}\n`;
}

/** Success when all of them succeeded. */
function exitCodeOfBatch({ status, counts, total }: RetryBatchDocument): ExitCode {
  if (counts.succeeded === total) return EXIT.success;
  return status === 'CANCELLED' ? EXIT.stopped : EXIT.failed;
}
