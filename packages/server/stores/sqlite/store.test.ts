import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStore } from '../../ports/store.contract.ts';
import { openSqliteStore } from './store.ts';

const migrations = new URL('./migrations/', import.meta.url);

describeStore('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-sqlite-'));
  const open = () => openSqliteStore({ file: join(folder, 'reprise.db'), migrations });
  return {
    store: await open(),
    reopen: open,
    remove: () => rm(folder, { recursive: true }),
  };
});
