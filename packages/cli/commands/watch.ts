import { parseDuration } from '@reprise/core/pipeline';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { type Followed, follow } from '../progress/follow.ts';
import { plainPrinter } from '../progress/plain-printer.ts';
import { type ProgressPrinter, silentPrinter } from '../progress/printer.ts';
import { terminalPrinter } from '../progress/terminal-printer.ts';
import type { Terminal } from '../terminal.ts';
import { closingWords } from './closing-words.ts';
import { type JsonOption, type LocalOptions, withJson } from './command-host.ts';

export interface WatchOptions extends JsonOption {
  readonly detach?: true;
  readonly timeout?: number;
}

/** The options of commands that start an execution: wait for its end, or not, or not for ever. */
export const withWatch = (command: Command): Command =>
  withJson(command)
    .option('--detach', 'start it and return at once')
    .option(
      '--timeout <duration>',
      'stop watching after this long, such as 90s or 2h',
      milliseconds,
    );

function milliseconds(text: string): number {
  const seconds = /^(\d{1,6})s$/.exec(text)?.[1];
  const length = seconds === undefined ? parseDuration(text) : Number(seconds) * 1000;
  if (length === null || length === 0) {
    throw new InvalidArgumentError('A duration looks like 90s, 10m or 1h 30m.');
  }
  return length;
}

/** Refuses, before anything is started, what cannot be watched in the way that was asked for. */
export function checkWatch(options: WatchOptions & LocalOptions): void {
  if (options.local === true && options.detach === true) {
    throw new CommandError(EXIT.usage, 'A --local run ends with the command: it cannot --detach.');
  }
}

/** Watches an execution that was just started, tells how it ended, and gives the exit code for that. */
export async function watch(
  terminal: Terminal,
  connection: Connection,
  execution: string,
  options: WatchOptions,
): Promise<ExitCode> {
  const json = options.json === true;
  if (options.detach === true) return detached(terminal, connection, execution, json);
  const stop = new AbortController();
  const timer =
    options.timeout === undefined
      ? undefined
      : setTimeout(() => stop.abort('timeout'), options.timeout);
  const printer = printerFor(terminal, connection, json);
  const release = terminal.onInterrupt(() => {
    if (connection.local) void abortLocal(connection, execution, printer);
    else stop.abort('interrupt');
  });
  try {
    const followed = await follow({
      client: connection.client,
      execution,
      printer,
      signal: stop.signal,
      stopAtApproval: connection.local || json || !terminal.interactive,
    });
    printer.close();
    if (followed.kind !== 'ended' && connection.local) await endLocal(connection, execution);
    const code = exitCodeAfter(followed, stop.signal);
    if (json) await printSummary(terminal, connection, execution);
    else terminal.out(await closingWords({ terminal, connection, execution, followed, code }));
    return code;
  } finally {
    printer.close();
    release();
    clearTimeout(timer);
  }
}

function printerFor(
  terminal: Terminal,
  { local, reach }: Connection,
  json: boolean,
): ProgressPrinter {
  if (json) return silentPrinter;
  // While a local run goes on, no other command can come to it.
  const during = local ? null : reach;
  return terminal.interactive
    ? terminalPrinter(terminal, during, Date.now)
    : plainPrinter(terminal, during);
}

/** Ctrl-C ends a local run: nobody else could. The watching goes on until it has ended. */
async function abortLocal(
  connection: Connection,
  execution: string,
  printer: ProgressPrinter,
): Promise<void> {
  printer.note('Aborting …');
  await connection.client.interruptExecution({
    path: { execution },
    query: { interruptType: 'AbortAll' },
  });
}

/** A local execution that is watched no longer has nobody left: it ends too, so that no step outlives the command. */
async function endLocal(connection: Connection, execution: string): Promise<void> {
  await abortLocal(connection, execution, silentPrinter);
  await follow({
    client: connection.client,
    execution,
    printer: silentPrinter,
    signal: new AbortController().signal,
    stopAtApproval: false,
  });
}

function exitCodeAfter(followed: Followed, signal: AbortSignal): ExitCode {
  if (followed.kind === 'ended') return exitCodeOf(followed.progress.summary.status);
  if (followed.kind === 'waiting') return EXIT.waiting;
  return signal.reason === 'timeout' ? EXIT.watchTimedOut : EXIT.interrupted;
}

async function detached(
  terminal: Terminal,
  connection: Connection,
  execution: string,
  json: boolean,
): Promise<ExitCode> {
  if (json) await printSummary(terminal, connection, execution);
  else terminal.out(`${execution}\n`);
  return EXIT.success;
}

async function printSummary(
  terminal: Terminal,
  { client }: Connection,
  execution: string,
): Promise<void> {
  const detail = valueOf(await client.getExecution({ path: { execution } }));
  printJson(terminal, detail.data.pipelineExecutionSummary);
}
