import type { ServerOptions } from './server-options.ts';

/** Servers that are to share a database lack something that they must share, too. */
export class SharedServerIncomplete extends Error {
  override readonly name = 'SharedServerIncomplete';
}

/**
 * What one of them writes the others must find, and what one of them seals they must open.
 *
 * @throws SharedServerIncomplete
 */
export function checkShared({
  sharedLogs,
  databaseUrl,
  masterKey,
}: Pick<ServerOptions, 'sharedLogs' | 'databaseUrl' | 'masterKey'>): void {
  if (sharedLogs === undefined) return;
  if (databaseUrl === undefined) {
    throw new SharedServerIncomplete(
      'Servers that share their logs share a PostgreSQL database, too: set REPRISE_DATABASE_URL, or leave REPRISE_SHARED_LOGS out.',
    );
  }
  if (masterKey !== undefined) return;
  throw new SharedServerIncomplete(
    'Servers that share a database open the secrets of each other: give all of them the same REPRISE_MASTER_KEY (openssl rand -base64 32 makes one).',
  );
}
