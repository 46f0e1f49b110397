import type { Milliseconds } from '@reprise/core';
import type { CiDelegates } from '@reprise/core/execution';
import type { RepriseServer } from '@reprise/server';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-code.ts';
import { type Level, operatorLogger } from './output/operator-logger.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

export interface OpenOptions {
  readonly dataFolder: string;
  /** The PostgreSQL database in place of the one in the data folder. */
  readonly databaseUrl?: string;
  /** The folder of the logs, of servers that share the database. */
  readonly sharedLogs?: string;
  /** How many steps run at once. */
  readonly concurrency: number;
  /** Whether people may mark what runs as failed; they may when it is left out. */
  readonly markAsFailed?: boolean;
  /** How many days old the first execution of a chain may be for a retry; 30 when it is left out. */
  readonly retryDays?: number;
  /** Which delegates the infrastructure of CI stages means; any, when it is left out. */
  readonly ciDelegates?: CiDelegates;
  /** Where people reach the server, without a slash at the end. */
  readonly publicUrl?: string;
  /** How long a step waits for a delegate that has all of its selectors. */
  readonly delegateWait?: Milliseconds;
  /** Users with logins and rights, and where they reach the server. */
  readonly team?: { readonly host?: string; readonly allowedHosts?: readonly string[] };
  /** The least important entries of the server's log that are shown. */
  readonly log: Level;
}

const EXPECTED: ReadonlySet<string> = new Set([
  'DataFolderInUse',
  'DatabaseInUse',
  'DatabaseUnreachable',
  'BadDatabaseUrl',
  'BadMasterKey',
  'SharedServerIncomplete',
]);

/**
 * The server in this process. Its code is loaded here and not before: most commands do without.
 *
 * @throws CommandError when another server works there, the database cannot be had, or the master key is none.
 */
export async function openServer(
  terminal: Terminal,
  { log, ...options }: OpenOptions,
): Promise<RepriseServer> {
  const { createServer } = await import('@reprise/server');
  const logger = operatorLogger(terminal, log);
  try {
    const masterKey = terminal.environment['REPRISE_MASTER_KEY'];
    return await createServer({
      ...options,
      logger,
      version: VERSION,
      ...(masterKey === undefined || masterKey === '' ? {} : { masterKey }),
    });
  } catch (error) {
    // A folder in use or a wrong key is no bug: its message says what to do.
    if (error instanceof Error && EXPECTED.has(error.name)) {
      throw new CommandError(EXIT.failed, error.message);
    }
    throw error;
  }
}
