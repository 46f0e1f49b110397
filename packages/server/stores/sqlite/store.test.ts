import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStore } from '../../ports/store.contract.ts';
import { damageStatement } from '../testing/damage-statement.ts';
import { openDatabase } from './database.ts';
import { openSqliteStore } from './store.ts';

const migrations = new URL('./migrations/', import.meta.url);

describeStore('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-sqlite-'));
  const file = join(folder, 'reprise.db');
  const open = () => openSqliteStore({ file, migrations });
  return {
    store: await open(),
    reopen: open,
    damage: async (execution, what) => {
      const beside = openDatabase(file);
      beside.exec(damageStatement(execution, what));
      beside.close();
    },
    remove: () => rm(folder, { recursive: true }),
  };
});
