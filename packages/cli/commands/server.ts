import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { DEFAULT_CONCURRENCY } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { openServer } from '../open-server.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import type { CommandHost } from './command-host.ts';

interface ServerOptions {
  readonly port: number;
  readonly data: string;
  readonly database?: string;
  readonly concurrency: number;
  readonly markAsFailed: boolean;
}

/** `reprise server` */
export function addServer(program: Command, host: CommandHost): void {
  program
    .command('server')
    .description('run the server on this machine')
    .addOption(
      new Option('--port <port>', '0 takes any free one')
        .env('REPRISE_PORT')
        .argParser(numberFrom(0, 65_535))
        .default(7070),
    )
    .addOption(
      new Option('--data <folder>', 'where everything is kept')
        .env('REPRISE_DATA')
        .default('./.reprise'),
    )
    .addOption(
      new Option(
        '--database <url>',
        'a PostgreSQL database in place of the one in the data folder; everybody on the machine may read flags, so prefer the variable',
      ).env('REPRISE_DATABASE_URL'),
    )
    .addOption(
      new Option('--concurrency <steps>', 'how many steps run at once')
        .env('REPRISE_CONCURRENCY')
        .argParser(numberFrom(1, 10_000))
        .default(DEFAULT_CONCURRENCY),
    )
    .option('--no-mark-as-failed', 'nobody may mark what runs as failed')
    .action(host.run((options: ServerOptions) => serve(host.terminal, options)));
}

const numberFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
  };

async function serve(terminal: Terminal, options: ServerOptions): Promise<ExitCode> {
  const server = await openServer(terminal, {
    dataFolder: options.data,
    ...(options.database === undefined || options.database === ''
      ? {}
      : { databaseUrl: options.database }),
    concurrency: options.concurrency,
    markAsFailed: options.markAsFailed,
    log: 'warn',
  });
  try {
    const { url } = await server.listen(options.port).catch((error) => explainPort(error, options));
    terminal.out(greeting(url, options));
    await new Promise<void>((resolve) => void terminal.onInterrupt(resolve));
    terminal.out('Stopping. Running steps go on, and are taken up at the next start.\n');
  } finally {
    await server.close();
  }
  return EXIT.success;
}

const greeting = (url: string, { data, database }: ServerOptions): string =>
  `Reprise ${VERSION} listens on ${url}\n` +
  `  data in   ${data}${(database ?? '') === '' ? '' : ', and in PostgreSQL'}\n` +
  '  try it    npx reprise run examples/fix-and-retry/pipeline.yaml\n' +
  '  stop it   Ctrl-C\n';

function explainPort(error: unknown, { port }: ServerOptions): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    throw new CommandError(
      EXIT.failed,
      `Port ${port} is in use. Choose another with --port or REPRISE_PORT; 0 takes any free one.`,
    );
  }
  if (code === 'EACCES') {
    throw new CommandError(
      EXIT.failed,
      `This user may not listen on port ${port}. Choose one above 1023.`,
    );
  }
  throw error;
}
