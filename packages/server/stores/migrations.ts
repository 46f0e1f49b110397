import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** One numbered step of a database's schema. */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  /** Its file's name: `0001-journal.sql`. */
  readonly name: string;
  readonly sql: string;
}

const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;

/**
 * The migrations of a folder, in order.
 *
 * @throws Error when a file is misnamed or a number is missing or taken twice.
 */
export async function readMigrations(folder: URL): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(FILE_NAME.exec(name)?.[1] ?? Number.NaN);
      if (version !== index + 1) {
        throw new Error(
          `Migration ${index + 1} is expected in ${fileURLToPath(folder)} where "${name}" stands: files are named 0001-what-it-does.sql and numbered without gaps.`,
        );
      }
      return { version, name, sql: await readFile(new URL(name, folder), 'utf8') };
    }),
  );
}

/**
 * The migrations that a database still lacks.
 *
 * @param applied the highest version that it has; 0 when it is empty.
 * @param database its name, for the error.
 * @throws Error when a newer program has written it.
 */
export function pendingMigrations(
  all: readonly Migration[],
  applied: number,
  database: string,
): readonly Migration[] {
  if (applied > all.length) {
    throw new Error(
      `${database} has schema version ${applied}, and this version of Reprise knows versions up to ${all.length}. ` +
        'Start a Reprise at least as new as the one that last used it, or restore a backup from before the upgrade.',
    );
  }
  return all.slice(applied);
}
