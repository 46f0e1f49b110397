import { afterAll, describe, test } from 'vitest';
import { startTestPostgres, type TestPostgres } from './server.ts';

/** Tests on a PostgreSQL server of their own; where none can be started they are shown as skipped, with the reason. */
export async function describeOnPostgres(
  title: string,
  suite: (databases: TestPostgres) => void,
): Promise<void> {
  const postgres = await startTestPostgres();
  if (typeof postgres === 'string') {
    describe(title, () => {
      test.skip(`not tested: ${postgres}`, () => undefined);
    });
    return;
  }
  afterAll(() => postgres.stop());
  describe(title, () => suite(postgres));
}
