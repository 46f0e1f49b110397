import { asMilliseconds } from '@reprise/core';
import type { CiDelegates } from '@reprise/core/execution';
import { CI_INFRASTRUCTURES, type CiInfrastructure } from '@reprise/core/pipeline';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { DEFAULT_CONCURRENCY } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type OpenOptions, openServer } from '../open-server.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import type { CommandHost } from './command-host.ts';
import { wholeNumber } from './whole-number.ts';

/** In minutes. */
const DEFAULT_DELEGATE_WAIT = 10;

interface ServerOptions {
  readonly port: number;
  readonly data: string;
  readonly database?: string;
  readonly sharedLogs?: string;
  readonly concurrency: number;
  readonly markAsFailed: boolean;
  readonly retryDays: number;
  readonly ciDelegates: CiDelegates;
  readonly publicUrl?: string;
  /** In minutes. */
  readonly delegateWait: number;
  readonly team?: true;
  readonly host?: string;
  readonly allowedHosts?: string;
}

/** `reprise server` */
export function addServer(program: Command, host: CommandHost): void {
  program
    .command('server')
    .description('run the server on this machine')
    .addOption(
      new Option('--port <port>', '0 takes any free one')
        .env('REPRISE_PORT')
        .argParser(wholeNumber(0, 65_535))
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
      new Option(
        '--shared-logs <folder>',
        'several servers work on the database: a folder that all of them reach, for the logs of steps',
      ).env('REPRISE_SHARED_LOGS'),
    )
    .addOption(
      new Option('--concurrency <steps>', 'how many steps run at once')
        .env('REPRISE_CONCURRENCY')
        .argParser(wholeNumber(1, 10_000))
        .default(DEFAULT_CONCURRENCY),
    )
    .addOption(
      new Option('--retry-days <days>', 'how old the first execution of a chain may be for a retry')
        .env('REPRISE_RETRY_DAYS')
        .argParser(wholeNumber(1, 3650))
        .default(30),
    )
    .addOption(
      new Option(
        '--ci-delegates <map>',
        'which delegates run CI stages: "kubernetes=sel1,sel2 docker=sel3", also cloud and vm',
      )
        .env('REPRISE_CI_DELEGATES')
        .argParser(ciDelegates)
        .default({}, 'any'),
    )
    .addOption(
      new Option('--public-url <url>', 'where people reach the server, for links to it')
        .env('REPRISE_PUBLIC_URL')
        .argParser(publicUrlFrom),
    )
    .addOption(
      new Option(
        '--delegate-wait <minutes>',
        'how long a step waits for a delegate that has all of its selectors',
      )
        .env('REPRISE_DELEGATE_WAIT')
        .argParser(wholeNumber(1, 100_000))
        .default(DEFAULT_DELEGATE_WAIT),
    )
    .option('--team', 'with users: people log in, programs send tokens, roles say who may do what')
    .addOption(
      new Option('--host <address>', 'with --team: the address to listen on').env('REPRISE_HOST'),
    )
    .addOption(
      new Option(
        '--allowed-hosts <names>',
        'with --team: names by which the server may be called, with commas between them',
      ).env('REPRISE_ALLOWED_HOSTS'),
    )
    .option('--no-mark-as-failed', 'nobody may mark what runs as failed')
    .action(host.run((options: ServerOptions) => serve(host.terminal, options)));
}

function ciDelegates(text: string): CiDelegates {
  const entries = text
    .trim()
    .split(/\s+/)
    .map((entry): [CiInfrastructure, readonly string[]] => {
      const [name, selectors = '', ...rest] = entry.split('=');
      const kind = CI_INFRASTRUCTURES.find((known) => known === name);
      const list = selectors.split(',').filter((selector) => selector !== '');
      if (kind !== undefined && list.length > 0 && rest.length === 0) return [kind, list];
      const kinds = CI_INFRASTRUCTURES.join(', ');
      throw new InvalidArgumentError(
        `"${entry}" maps nothing. Write KIND=SELECTOR,SELECTOR, with one of ${kinds} for KIND, and blanks between them.`,
      );
    });
  return Object.fromEntries(entries);
}

function publicUrlFrom(text: string): string {
  const isWeb = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (isWeb) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('An address such as https://reprise.example.com.');
}

/** Without another one, people on this machine reach it where it listens. */
const publicUrlOf = ({ publicUrl, port }: ServerOptions): { readonly publicUrl?: string } => {
  if (publicUrl !== undefined) return { publicUrl };
  return port === 0 ? {} : { publicUrl: `http://127.0.0.1:${port}` };
};

async function serve(terminal: Terminal, options: ServerOptions): Promise<ExitCode> {
  const server = await openServer(terminal, {
    dataFolder: options.data,
    ...(options.database === undefined || options.database === ''
      ? {}
      : { databaseUrl: options.database }),
    ...(options.sharedLogs === undefined || options.sharedLogs === ''
      ? {}
      : { sharedLogs: options.sharedLogs }),
    concurrency: options.concurrency,
    markAsFailed: options.markAsFailed,
    retryDays: options.retryDays,
    ciDelegates: options.ciDelegates,
    ...publicUrlOf(options),
    delegateWait: asMilliseconds(options.delegateWait * 60_000),
    ...teamOf(options),
    log: 'warn',
  });
  try {
    const { url } = await server.listen(options.port).catch((error) => explainPort(error, options));
    terminal.out(greeting(url, options));
    if (server.invitation !== null) {
      terminal.out(firstLogin(options.publicUrl ?? url, server.invitation));
    }
    await new Promise<void>((resolve) => void terminal.onInterrupt(resolve));
    terminal.out('Stopping. Running steps go on, and are taken up at the next start.\n');
  } finally {
    await server.close();
  }
  return EXIT.success;
}

function teamOf({ team, host, allowedHosts }: ServerOptions): Pick<OpenOptions, 'team'> {
  if (team === true) {
    const names = (allowedHosts ?? '').split(',').flatMap((name) => name.trim() || []);
    return { team: { ...(host === undefined ? {} : { host }), allowedHosts: names } };
  }
  if (host === undefined && allowedHosts === undefined) return {};
  throw new CommandError(
    EXIT.usage,
    'Without users the server stays on this machine: --host and --allowed-hosts go with --team.',
  );
}

/** After a `#`, which browsers send to nobody: the secret stays out of the logs on the way. */
const firstLogin = (url: string, secret: string): string =>
  `\nThere are no users yet. Whoever opens this link first becomes the administrator, once:\n  ${url}/login#invitation=${secret}\n`;

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
