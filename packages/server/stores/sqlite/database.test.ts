import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Append } from '../../ports/index.ts';
import {
  addition,
  creation,
  event,
  executionNamed,
  row,
  SCOPE,
} from '../../ports/testing/examples.ts';
import { GroupFailed } from '../commit-group.ts';
import { openDatabase, type SqliteDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { createSqliteStore, openSqliteStore } from './store.ts';

const migrations = new URL('./migrations/', import.meta.url);

describe('the database file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-sqlite-'));
    file = join(folder, 'reprise.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('in a folder that does not exist is an error that names the file', async () => {
    const missing = join(folder, 'missing', 'reprise.db');
    await expect(openSqliteStore({ file: missing, migrations })).rejects.toThrow(missing);
  });

  test('that is something else is an error that names the file, and is left as it was', async () => {
    const text = 'dear diary, this is not a database. '.repeat(100);
    await writeFile(file, text);
    await expect(openSqliteStore({ file, migrations })).rejects.toThrow(
      `${file} cannot be opened (file is not a database)`,
    );
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('of a newer version is refused with what to do', async () => {
    const store = await openSqliteStore({ file, migrations });
    await store.close();
    const database = openDatabase(file);
    database.exec("INSERT INTO schema_migrations (version, name) VALUES (99, '0099-future.sql')");
    database.close();
    await expect(openSqliteStore({ file, migrations })).rejects.toThrow(
      /has schema version 99, and this version of Reprise knows versions up to \d+\. Start a Reprise/,
    );
  });

  test('keeps its commits through a power cut: every one is synced', async () => {
    const database = openDatabase(file);
    expect(database.prepare('PRAGMA synchronous').first()).toMatchObject({ synchronous: 2 });
    expect(database.prepare('PRAGMA journal_mode').first()).toMatchObject({ journal_mode: 'wal' });
    database.close();
  });

  test('begins an execution, its number included, with one sync', async () => {
    const database = openDatabase(file);
    await migrate(database, migrations);
    let commits = 0;
    const store = createSqliteStore({
      ...database,
      transaction: (work) => {
        commits += 1;
        return database.transaction(work);
      },
    });
    const runSequence = await store.executions.nextRunSequence(SCOPE, 'shop');
    await store.executions.append(creation('e1', { row: row('e1', { runSequence }) }));
    expect(commits).toBe(1);
    await store.close();
  });

  test('serves two processes: one that decided on an old version is refused', async () => {
    const one = await openSqliteStore({ file, migrations });
    const other = await openSqliteStore({ file, migrations });
    await one.executions.append(creation('e1'));
    expect((await other.executions.append(addition('e1', 1))).ok).toBe(true);
    expect((await one.executions.append(addition('e1', 1))).ok).toBe(false);
    await Promise.all([one.close(), other.close()]);
  });

  test('with a stream that cannot be read back says which entry of which execution', async () => {
    const store = await openSqliteStore({ file, migrations });
    await store.executions.append(creation('torn'));
    await store.executions.append(creation('short'));
    for (const version of [1, 2]) await store.executions.append(addition('short', version));
    const database = openDatabase(file);
    database.exec(`UPDATE journal SET events = '[{"type":' WHERE execution_id = 'torn'`);
    database.exec(`DELETE FROM journal WHERE execution_id = 'short' AND version = 2`);
    await expect(store.executions.load(executionNamed('torn'))).rejects.toThrow(
      'Entry 1 of the stream of execution torn cannot be read back',
    );
    await expect(store.executions.load(executionNamed('short'))).rejects.toThrow(
      'The stream of execution short lacks its entry 2',
    );
    database.close();
    await store.close();
  });
});

describe('a full disk', () => {
  let folder: string;
  let database: SqliteDatabase;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-sqlite-'));
    database = openDatabase(join(folder, 'reprise.db'));
    await migrate(database, migrations);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const large = (name: string): Append => creation(name, { events: [event('x'.repeat(200_000))] });

  test('rejects the append that does not fit and keeps the others of its group', async () => {
    const store = createSqliteStore(database);
    await store.executions.append(creation('before'));
    const { page_count: pages } = database.prepare('PRAGMA page_count').first() ?? {};
    database.exec(`PRAGMA max_page_count = ${Number(pages) + 10}`);
    const answers = await Promise.allSettled([
      store.executions.append(creation('small')),
      store.executions.append(large('large')),
      store.executions.append(addition('before', 1)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.executions.load(executionNamed('large'))).toBeNull();
    await store.close();
  });

  test('is no reason to stop: once there is space again appends are taken', async () => {
    const store = createSqliteStore(database);
    database.exec('PRAGMA max_page_count = 1');
    await expect(store.executions.append(large('e1'))).rejects.toThrow('full');
    database.exec('PRAGMA max_page_count = 1000000');
    expect((await store.executions.append(large('e1'))).ok).toBe(true);
    await store.close();
  });
});

describe('a disk that fails', () => {
  test('stops all writing, and says so for ever after', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-sqlite-'));
    const file = join(folder, 'reprise.db');
    await (await openSqliteStore({ file, migrations })).close();
    const store = await openSqliteStore({ file, migrations });
    await overwriteWithNoise(file);
    await expect(store.executions.append(creation('e1'))).rejects.toThrow('malformed');
    const next = store.executions.append(creation('e2'));
    await expect(next).rejects.toBeInstanceOf(GroupFailed);
    await expect(next).rejects.toThrow(
      /failed \(SQLITE_CORRUPT\w*\): nothing more is written to it\. All that was answered before is kept/,
    );
    await store.close();
    await rm(folder, { recursive: true });
  });
});

/** Every page but the first: what a failing disk might give back. */
async function overwriteWithNoise(file: string): Promise<void> {
  const pages = await readFile(file);
  await writeFile(file, pages.fill(0xff, 4_096));
}

describe('a transaction', () => {
  let folder: string;
  let database: SqliteDatabase;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-sqlite-'));
    database = openDatabase(join(folder, 'reprise.db'));
    database.exec('CREATE TABLE parent (id INTEGER PRIMARY KEY)');
    database.exec(
      'CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)',
    );
  });
  afterEach(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });

  test('whose commit fails blames no write of it, keeps nothing, and can be followed by another', () => {
    const orphan = () => database.exec('INSERT INTO child VALUES (1)');
    expect(() => database.transaction(orphan)).toThrow(GroupFailed);
    expect(database.prepare('SELECT * FROM child').all()).toEqual([]);
    database.transaction(() => database.exec('INSERT INTO parent VALUES (1)'));
    expect(() => database.transaction(orphan)).not.toThrow();
  });

  test('that throws keeps nothing', () => {
    const failing = () => {
      database.exec('INSERT INTO parent VALUES (1)');
      throw new Error('on second thoughts');
    };
    expect(() => database.transaction(failing)).toThrow('on second thoughts');
    expect(database.prepare('SELECT * FROM parent').all()).toEqual([]);
  });
});
