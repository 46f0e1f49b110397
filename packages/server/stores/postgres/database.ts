import { DatabaseError, Pool, type PoolClient, type QueryResult, TypeOverrides, types } from 'pg';
import { GroupFailed } from '../commit-group.ts';
import { isStorable } from '../storable-text.ts';
import type { StoredRow } from '../stored-rows.ts';

export type PostgresValue = string | number | boolean | null | readonly string[];

/** One statement at a time, in a transaction. */
export interface Session {
  rows(sql: string, ...values: readonly PostgresValue[]): Promise<readonly StoredRow[]>;
  /** Several statements without values. */
  script(sql: string): Promise<void>;
}

export interface PostgresDatabase {
  /** Reads outside of a transaction. What no column can hold (see `isStorable`) is found in no row. */
  readonly find: (
    sql: string,
    ...values: readonly PostgresValue[]
  ) => Promise<readonly StoredRow[]>;
  /**
   * Runs `work` in a transaction and commits it. When `work` throws, nothing of it is kept. It may run more than once:
   * a deadlock with another server is undone and tried again.
   *
   * @throws GroupFailed when the server cannot be reached or the commit is not confirmed.
   */
  transaction<Answer>(work: (session: Session) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}

/** Hands `work` to the next group of writes; the answer comes once the group is durable. */
export type Write = <Answer>(work: (session: Session) => Promise<Answer>) => Promise<Answer>;

/** How often a transaction is tried that was undone because of another one. */
const ATTEMPTS = 5;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
/** The class of codes with which a server that shuts down ends its connections. */
const OPERATOR_INTERVENTION = '57P';

/** Counts and times are `bigint` in the database, and fit in a number here. */
function numbersForBigint(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, Number);
  return overrides;
}

/**
 * @param url `postgres://user:password@host:port/database?…`; it is a secret, and is in no error (I10).
 */
export function openDatabase(url: string, maxConnections: number): PostgresDatabase {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    application_name: 'reprise',
    types: numbersForBigint(),
  });
  // A connection that breaks while nobody uses it is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    find: async (sql, ...values) =>
      values.every(isFindable) ? (await pool.query<StoredRow>(sql, [...values])).rows : [],
    transaction: async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await runTransaction(await connect(pool), work);
        } catch (error) {
          if (attempt === ATTEMPTS || !isUndoneByAnother(error)) throw error;
        }
      }
    },
    close: () => pool.end(),
  };
}

const isFindable = (value: PostgresValue): boolean =>
  typeof value === 'string' ? isStorable(value) : true;

const isUndoneByAnother = (error: unknown): boolean =>
  error instanceof DatabaseError &&
  (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK_DETECTED);

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new GroupFailed(
      `PostgreSQL cannot be reached (${reasonOf(cause)}): check that it runs and takes connections.`,
      { cause },
    );
  }
}

async function runTransaction<Answer>(
  client: PoolClient,
  work: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  try {
    await query(client, 'BEGIN');
    const answer = await work({
      rows: async (sql, ...values) => (await query(client, sql, values)).rows,
      script: async (sql) => {
        await query(client, sql);
      },
    });
    await commit(client);
    client.release();
    return answer;
  } catch (error) {
    await undo(client, error);
    throw error;
  }
}

/** What the database itself says of a statement is the statement's fault; a broken connection is nobody's. */
async function query(
  client: PoolClient,
  sql: string,
  values?: readonly PostgresValue[],
): Promise<QueryResult<StoredRow>> {
  try {
    return await client.query<StoredRow>(sql, values === undefined ? undefined : [...values]);
  } catch (cause) {
    if (cause instanceof DatabaseError && cause.code?.startsWith(OPERATOR_INTERVENTION) !== true) {
      throw cause;
    }
    throw new GroupFailed(`The connection to PostgreSQL broke (${reasonOf(cause)}).`, { cause });
  }
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT').catch((cause: unknown) => {
    throw new GroupFailed(
      `PostgreSQL did not confirm a commit (${reasonOf(cause)}): whether it took place is not known.`,
      { cause },
    );
  });
  // A transaction that had failed before answers COMMIT with ROLLBACK, and no error.
  if (command !== 'COMMIT') throw new GroupFailed('PostgreSQL rolled a transaction back.');
}

/** A connection that may not be able to roll back is thrown away: the server rolls back when it is gone. */
async function undo(client: PoolClient, error: unknown): Promise<void> {
  const broken = error instanceof GroupFailed || !(await rollsBack(client));
  client.release(broken);
}

const rollsBack = (client: PoolClient): Promise<boolean> =>
  client.query('ROLLBACK').then(
    () => true,
    () => false,
  );

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);
