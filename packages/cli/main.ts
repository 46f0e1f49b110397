import { Command, CommanderError } from 'commander';
import { CommandError } from './command-error.ts';
import { addApply } from './commands/apply.ts';
import { addApprove } from './commands/approve.ts';
import { addAudit } from './commands/audit.ts';
import type { CommandHost } from './commands/command-host.ts';
import { addEval } from './commands/eval.ts';
import { addExecutions } from './commands/executions.ts';
import { addGrant } from './commands/grant.ts';
import { addHistory } from './commands/history.ts';
import { addInput } from './commands/input.ts';
import { addAbort, addExpire, addPause, addResume } from './commands/interrupts.ts';
import { addIntervene } from './commands/intervene.ts';
import { addLint } from './commands/lint.ts';
import { addLogin, addLogout } from './commands/login.ts';
import { addLogs } from './commands/logs.ts';
import { addMarkFailed } from './commands/mark-failed.ts';
import { addNotifications } from './commands/notifications.ts';
import { addRerun } from './commands/rerun.ts';
import { addRetry } from './commands/retry.ts';
import { addRetryAll } from './commands/retry-all.ts';
import { addRetryBatch } from './commands/retry-batch.ts';
import { addRotateMasterKey } from './commands/rotate-master-key.ts';
import { addRun } from './commands/run.ts';
import { addSchema } from './commands/schema.ts';
import { addServer } from './commands/server.ts';
import { addShow } from './commands/show.ts';
import { addStages } from './commands/stages.ts';
import { addToken } from './commands/token.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

const EXIT_CODES = `
Exit codes:
  0 success              1 failed                 2 wrong usage or a pipeline that cannot run
  3 not authorised       4 not found              5 aborted, expired or rejected
  6 waits for people     7 server unreachable     124 watch timed out`;

/**
 * The command line.
 *
 * @param args without the program's name
 * @returns the exit code; everything that there is to say was printed
 */
export async function main(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<ExitCode> {
  let code: ExitCode = EXIT.success;
  const program = programOf({
    terminal,
    run:
      (work) =>
      async (...given) => {
        code = await work(...given);
      },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return reported(error, terminal);
  }
}

function programOf(host: CommandHost): Command {
  const program = new Command('reprise')
    .description('Runs Harness pipelines, and continues a failed execution from any stage.')
    .version(VERSION, '--version')
    .exitOverride()
    .configureOutput({
      writeOut: host.terminal.out,
      writeErr: host.terminal.err,
      getOutHelpWidth: host.terminal.width,
    })
    .showHelpAfterError('(See --help.)')
    .addHelpText('after', EXIT_CODES);
  for (const add of [
    addRun,
    addRetry,
    addRetryAll,
    addRetryBatch,
    addRerun,
    addStages,
    addExecutions,
    addShow,
    addHistory,
    addAudit,
    addNotifications,
    addLogs,
    addAbort,
    addExpire,
    addPause,
    addResume,
    addApprove,
    addIntervene,
    addInput,
    addMarkFailed,
    addLint,
    addSchema,
    addApply,
    addRotateMasterKey,
    addEval,
    addServer,
    addLogin,
    addLogout,
    addToken,
    addGrant,
  ]) {
    add(program, host);
  }
  return program;
}

/** Prints what went wrong, once. A bug keeps its stack: that is what its report needs. */
function reported(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) {
    // Help and version end through here too; commander has printed whatever there was to print.
    return error.exitCode === 0 ? EXIT.success : EXIT.usage;
  }
  if (error instanceof CommandError) {
    terminal.err(`${terminal.colours.red('error:')} ${error.message}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(
    `${terminal.colours.red('error:')} This is a bug in Reprise; please report it.\n${text}\n`,
  );
  return EXIT.failed;
}
