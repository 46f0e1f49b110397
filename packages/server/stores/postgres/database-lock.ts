import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** Another server works on the database. The message says what to do. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';

  constructor() {
    super(
      'Another Reprise server works on this PostgreSQL database. ' +
        'Stop that server, or give this one a database of its own with REPRISE_DATABASE_URL. ' +
        'Several work on one only when each of them was started with the same REPRISE_SHARED_LOGS.',
    );
  }
}

/** Nobody answers at the database's address, or it lets this server not in. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';
}

/** Any number, the same in every version. */
const SERVER_LOCK = 7_305_118_207;
/** How often a lock is asked for that somebody has, and how long is waited in between. */
const ATTEMPTS = 20;
const WAIT = 250;
/** How long to wait before a lost lock is asked for again. */
const RETAKE = 1_000;

/** Whether a server wants the database for itself, or with others that say so too. */
export type DatabaseUse = 'alone' | 'shared';

export interface HeldDatabase {
  release(): Promise<void>;
}

/**
 * Takes the database, for this server alone or for several that share it: a server alone and others keep each other
 * out, since logs are files, and whoever is alone keeps them on its own machine. The lock is held by a connection of its own, and PostgreSQL lets go of it when that connection ends, however it ends. A
 * server that was killed may be found for a moment longer, so it is asked for several times.
 *
 * When the connection breaks, the lock is taken anew. If another server has it then, `lost` is told; what both of them
 * do stays right, because every append is fenced by its version (I2) and every task by its lease (I3).
 *
 * @param url a secret: it is in no error (I10).
 * @throws DatabaseInUse when another server holds it; DatabaseUnreachable.
 */
export async function takeDatabase(
  url: string,
  use: DatabaseUse,
  lost: (reason: string) => void,
): Promise<HeldDatabase> {
  const state: Holding = { use, released: false, client: null };
  await take(url, state, lost);
  return {
    release: async () => {
      state.released = true;
      await state.client?.end();
    },
  };
}

interface Holding {
  readonly use: DatabaseUse;
  released: boolean;
  client: Client | null;
}

async function take(url: string, state: Holding, lost: (reason: string) => void): Promise<void> {
  const client = await connect(url);
  try {
    for (let attempt = 1; !(await tryLock(client, state.use)); attempt += 1) {
      if (attempt === ATTEMPTS) throw new DatabaseInUse();
      await pause(WAIT);
    }
  } catch (error) {
    await client.end();
    throw error;
  }
  client.once('end', () => {
    if (!state.released) void retake(url, state, lost);
  });
  state.client = client;
  if (state.released) await client.end();
}

async function retake(url: string, state: Holding, lost: (reason: string) => void): Promise<void> {
  while (!state.released) {
    try {
      await take(url, state, lost);
      return;
    } catch (error) {
      lost(error instanceof Error ? error.message : String(error));
      await pause(RETAKE, undefined, { ref: false });
    }
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'reprise lock',
    keepAlive: true,
  });
  // A connection that breaks says so twice: `end` follows, and is what is listened to.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new DatabaseUnreachable(
      `PostgreSQL cannot be reached (${reason}): check that it runs and takes connections.`,
      { cause },
    );
  }
  return client;
}

async function tryLock(client: Client, use: DatabaseUse): Promise<boolean> {
  const lock = use === 'alone' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared';
  const { rows } = await client.query<{ readonly taken: boolean }>(`SELECT ${lock}($1) AS taken`, [
    SERVER_LOCK,
  ]);
  return rows[0]?.taken === true;
}
