import { writeSync } from 'node:fs';
import { addition, creation } from '../../../ports/testing/examples.ts';
import { openSqliteStore } from '../store.ts';

/**
 * A process to be killed: many executions grow at once, and each append that the store answered is told on standard
 * output as `<execution> <version>`.
 *
 * Arguments: the database file, and what the names of its executions begin with.
 */
const [, , file = '', prefix = ''] = process.argv;
const store = await openSqliteStore({
  file,
  migrations: new URL('../migrations/', import.meta.url),
});

async function grow(name: string): Promise<never> {
  for (let version = 0; ; version += 1) {
    const append = version === 0 ? creation(name) : addition(name, version);
    const answer = await store.executions.append(append);
    if (!answer.ok) throw new Error(`${name} ${version}: ${answer.error.kind}`);
    writeSync(process.stdout.fd, `${name} ${answer.value.version}\n`);
  }
}

await Promise.all(Array.from({ length: 20 }, (_, n) => grow(`${prefix}-${n}`)));
