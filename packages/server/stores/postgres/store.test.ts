import { Client } from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../ports/index.ts';
import { describeStore } from '../../ports/store.contract.ts';
import {
  addition,
  claimBy,
  creation,
  definition,
  endedRow,
  executionNamed,
  retryRow,
  row,
  SCOPE,
  withTasks,
} from '../../ports/testing/examples.ts';
import { damageStatement } from '../testing/damage-statement.ts';
import { openPostgresStore } from './store.ts';
import { describeOnPostgres } from './testing/describe-on-postgres.ts';
import type { TestPostgres } from './testing/server.ts';
import { REMEMBER_UNTOUCHED, RESTORE_UNTOUCHED } from './testing/untouched.ts';

const migrations = new URL('./migrations/', import.meta.url);

await describeOnPostgres('PostgreSQL', (databases) => {
  contract(databases);
  const database = { url: '' };
  beforeAll(async () => {
    database.url = await databases.createDatabase();
  });
  const open = () => openPostgresStore({ url: database.url, migrations });
  const administer = (sql: string) => asAdministrator(database.url, sql);
  severalServers(open, administer);
  trouble(open, administer, databases);
});

function contract(databases: TestPostgres): void {
  const database = { url: '' };
  const open = () => openPostgresStore({ url: database.url, migrations });
  const administer = (sql: string) => asAdministrator(database.url, sql);
  beforeAll(async () => {
    database.url = await databases.createDatabase();
    await (await open()).close();
    await administer(REMEMBER_UNTOUCHED);
  });
  describeStore('PostgreSQL', async () => ({
    store: await open(),
    reopen: open,
    damage: (execution, what) => administer(damageStatement(execution, what, 'reprise.')),
    remove: () => administer(RESTORE_UNTOUCHED),
  }));
}

/** Runs a statement beside the store, as an administrator would. */
async function asAdministrator(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

type Administer = (sql: string) => Promise<void>;

const EMPTY = 'DROP SCHEMA reprise CASCADE';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

function severalServers(open: () => Promise<Store>, administer: Administer): void {
  describe('servers that share a PostgreSQL database', () => {
    let servers: readonly [Store, Store, Store];
    beforeEach(async () => {
      // At once: the migrations take turns.
      servers = await Promise.all([open(), open(), open()]);
    });
    afterEach(async () => {
      await Promise.all(servers.map((server) => server.close()));
      await administer(EMPTY);
    });
    const everyServer = <Answer>(ask: (server: Store, n: number) => Promise<Answer>[]) =>
      Promise.all(servers.flatMap(ask));

    test('append to one execution: exactly one of them wins each version', async () => {
      await servers[0].executions.append(creation('e1'));
      for (const version of range(10)) {
        const answers = await everyServer(({ executions }) => [
          executions.append(addition('e1', version + 1)),
          executions.append(addition('e1', version + 1)),
        ]);
        expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      }
      expect((await servers[1].executions.load(executionNamed('e1')))?.version).toBe(11);
    });

    test('retry one execution: exactly one wins, and all others are told of it', async () => {
      await servers[0].executions.append(creation('source', { row: endedRow('source') }));
      const answers = await everyServer(({ executions }, server) =>
        range(34).map((n) => {
          const name = `retry-${server}-${n}`;
          return executions.append(creation(name, { row: retryRow(name, 'source') }));
        }),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const retriedBy = (await servers[0].executions.row(executionNamed('source')))?.retriedBy;
      const told = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
      expect(new Set(told.map((refusal) => JSON.stringify(refusal)))).toEqual(
        new Set([JSON.stringify({ kind: 'already-retried', by: retriedBy })]),
      );
    });

    test('claim tasks: nobody gets a task that another has, and none is left', async () => {
      await servers[0].executions.append(withTasks('e1', 200));
      const claims = await everyServer(({ tasks }, server) =>
        range(10).map((n) => tasks.claim(claimBy(`delegate-${server}-${n}`, { limit: 7 }))),
      );
      const rest = await servers[0].tasks.claim(claimBy('sweeper', { limit: 200 }));
      const taken = [...claims.flat(), ...rest].map(({ taskId }) => taskId);
      expect(taken).toHaveLength(200);
      expect(new Set(taken).size).toBe(200);
    });

    test('number runs: no number is given twice', async () => {
      const numbers = await everyServer(({ executions }) =>
        range(50).map(() => executions.nextRunSequence(SCOPE, 'shop')),
      );
      expect(new Set(numbers).size).toBe(150);
      expect(Math.max(...numbers)).toBe(150);
    });

    test('write to each other’s executions in opposite orders, and none is lost to a deadlock', async () => {
      const names = range(40).map((n) => `e${n}`);
      await Promise.all(names.map((name) => servers[0].executions.append(creation(name))));
      for (const version of range(5)) {
        const answers = await everyServer(({ executions }, server) =>
          (server === 0 ? names : names.toReversed()).map((name) =>
            executions.append(addition(name, version + 1, { row: row(name) })),
          ),
        );
        expect(answers.filter(({ ok }) => ok)).toHaveLength(names.length);
      }
    });
  });
}

function trouble(
  open: () => Promise<Store>,
  administer: Administer,
  databases: TestPostgres,
): void {
  describe('trouble with PostgreSQL', () => {
    test('a server that cannot be reached is an error without the password', async () => {
      const nowhere = 'postgres://reprise:hunter2@127.0.0.1:1/reprise';
      const opening = openPostgresStore({ url: nowhere, migrations });
      await expect(opening).rejects.toThrow('PostgreSQL cannot be reached');
      const error: unknown = await opening.catch((cause: unknown) => cause);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
    });

    test('a database of a newer version is refused with what to do', async () => {
      const newer = await databases.createDatabase();
      await (await openPostgresStore({ url: newer, migrations })).close();
      await asAdministrator(
        newer,
        `INSERT INTO reprise.schema_migrations VALUES (99, '0099-future.sql')`,
      );
      await expect(openPostgresStore({ url: newer, migrations })).rejects.toThrow(
        /schema version 99, and this version of Reprise knows versions up to \d+\. Start a Reprise/,
      );
    });

    test('connections that are cut are replaced, and what was answered before is there', async () => {
      const store = await open();
      await store.executions.append(creation('before'));
      await administer(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reprise'`,
      );
      await expect
        .poll(() => store.executions.append(creation('after')).then(({ ok }) => ok, String))
        .toBe(true);
      expect((await store.executions.load(executionNamed('before')))?.version).toBe(1);
      await store.close();
      await administer(EMPTY);
    });

    test('an append that the database itself rejects takes no other with it', async () => {
      const store = await open();
      const unknown = { ...row('culprit'), definition: definition('sha256:unknown').digest };
      const answers = await Promise.allSettled([
        store.executions.append(creation('e1')),
        store.executions.append(creation('culprit', { row: unknown })),
        store.executions.append(creation('e2')),
        store.executions.nextRunSequence(SCOPE, 'shop'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      await store.close();
      await administer(EMPTY);
    });
  });
}
