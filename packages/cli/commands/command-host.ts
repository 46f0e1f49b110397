import { type Command, Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { type Connection, connectLocally, connectTo, DEFAULT_URL } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

/** What a command's definition is given: the terminal, and the way to say how it ended. */
export interface CommandHost {
  readonly terminal: Terminal;
  /** Wraps a command's work for commander, and keeps its exit code. */
  run<Arguments extends readonly unknown[]>(
    work: (...given: Arguments) => Promise<ExitCode>,
  ): (...given: Arguments) => Promise<void>;
}

export interface ServerOption {
  readonly server: string;
}
export interface JsonOption {
  readonly json?: true;
}
export interface LocalOptions extends ServerOption {
  readonly local?: true;
  readonly data?: string;
}

/** `--server URL`, for each command that talks to one. */
export const withServer = (command: Command): Command =>
  command.addOption(
    new Option('--server <url>', 'the Reprise server').env('REPRISE_URL').default(DEFAULT_URL),
  );

/** `--json`: one document on standard output, with Harness's field names. */
export const withJson = (command: Command): Command =>
  command.option('--json', 'print one JSON document and nothing else');

/** `--local` and `--data DIR`: the server in this process instead of one on the network. */
export const withLocal = (command: Command): Command =>
  withServer(command)
    .option('--local', 'without a server: do everything in this process')
    .option('--data <folder>', 'with --local: keep everything in this folder, and find it there');

/** Runs `work` against the server that the options name, and lets go of it afterwards. */
export async function connected<Value>(
  terminal: Terminal,
  options: LocalOptions,
  work: (connection: Connection) => Promise<Value>,
): Promise<Value> {
  if (options.data !== undefined && options.local !== true) {
    throw new CommandError(EXIT.usage, '--data goes with --local: a server has its own folder.');
  }
  const connection =
    options.local === true
      ? await connectLocally(terminal, options.data)
      : connectTo(terminal, options.server);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
