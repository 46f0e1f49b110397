import type { RetryPlanDocument } from '@reprise/api';
import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { changesText } from '../output/changes-text.ts';
import { printJson } from '../output/json.ts';
import { fatesText, retryPlanText } from '../output/retry-plan-text.ts';
import { untilAnswered } from '../repeat.ts';
import type { Terminal } from '../terminal.ts';
import { addStages } from './chosen-stages.ts';
import { type CommandHost, connected, type LocalOptions, withLocal } from './command-host.ts';
import { planDigestOf } from './plan-digest.ts';
import { checkWatch, type WatchOptions, watch, withWatch } from './watch.ts';

interface RetryOptions extends WatchOptions, LocalOptions {
  readonly from?: readonly string[];
  readonly onlyFailed?: true;
  readonly retryChained?: true;
  readonly dryRun?: true;
  readonly plan?: string;
  readonly note?: string;
}

/** `reprise retry ID` */
export function addRetry(program: Command, host: CommandHost): void {
  const command = program
    .command('retry')
    .description('continue an ended execution from a stage; what ended well before it is reused')
    .argument('<execution>', 'the execution to continue')
    .option(
      '--from <stage...>',
      'the stage; several, or a,b, when they are parallel (default: what failed)',
      addStages,
    )
    .option('--only-failed', 'of a parallel group run only what did not end well')
    .option(
      '--retry-chained',
      'a failed chained stage goes on with its own execution, from what failed there, or with a retry of it',
    )
    .option('--dry-run', 'show what would be reused and what would run, and do nothing')
    .option('--plan <digest>', 'do what this plan showed, or nothing', planDigestOf)
    .option('--note <text>', 'kept with the new execution');
  withLocal(withWatch(command)).action(
    host.run((execution: string, options: RetryOptions) => {
      checkWatch(options);
      return connected(host.terminal, options, (connection) =>
        retry(host.terminal, connection, execution, options),
      );
    }),
  );
}

async function retry(
  terminal: Terminal,
  connection: Connection,
  execution: string,
  options: RetryOptions,
): Promise<ExitCode> {
  const { client } = connection;
  const json = options.json === true;
  const plan: RetryPlanDocument = valueOf(
    await client.planRetry({
      path: { execution },
      body: {
        ...(options.from === undefined ? {} : { from: [...options.from] }),
        runAllStages: options.onlyFailed !== true,
        ...(options.retryChained === true && { retryChained: true }),
      },
    }),
  );
  if (options.dryRun === true) {
    if (json) printJson(terminal, plan);
    else terminal.out(retryPlanText(plan, terminal.colours, connection.reach));
    return EXIT.success;
  }
  const started = valueOf(
    await untilAnswered((idempotencyKey) =>
      client.retryFailedStages({
        path: { execution },
        // What was planned is what is done, or nothing.
        query: {
          retryStages: plan.from,
          runAllStages: plan.runAllStages,
          retryChained: options.retryChained === true,
          planDigest: options.plan ?? plan.digest,
          notesForPipelineExecution: options.note,
          idempotencyKey,
        },
      }),
    ),
  );
  const { planExecution, explanation } = started.data;
  const { uuid, metadata } = planExecution;
  if (!json && options.detach !== true) {
    const { colours } = terminal;
    terminal.out(
      `${colours.bold(metadata.pipelineIdentifier)}, retry of ${execution}  ${colours.dim(uuid)}\n${explanation}\n` +
        fatesText(plan, colours) +
        changesText(plan),
    );
  }
  return watch(terminal, connection, uuid, options);
}
