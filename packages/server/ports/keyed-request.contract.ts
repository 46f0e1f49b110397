import { asDigest } from '@reprise/core';
import { expect, test } from 'vitest';
import type { ExecutionRow, Store } from './index.ts';
import {
  creation,
  executionNamed,
  retryRow,
  row,
  SCOPE,
  startTask,
  taskOf,
} from './testing/examples.ts';

const FINGERPRINT = asDigest('sha256:01');

/** A request that is repeated begins nothing twice. */
export function keyedRequestContract(current: () => Store): void {
  const begin = (name: string, key: string, changes: Partial<ExecutionRow> = {}) =>
    current().executions.append(
      creation(name, {
        row: row(name, changes),
        request: { key, fingerprint: FINGERPRINT },
        effects: [startTask(taskOf(name))],
      }),
    );
  const answered = (key: string, scope = SCOPE) => current().executions.answered({ scope, key });

  test('what a request began is found by its key', async () => {
    await begin('e1', 'k1');
    await begin('e2', 'k2');
    expect(await answered('k1')).toEqual({ execution: 'e1', fingerprint: FINGERPRINT });
    expect(await answered('k3')).toBeNull();
    expect(await answered('k\0')).toBeNull();
  });

  test('a second request with the key is refused, told of the first, and leaves nothing (I2)', async () => {
    await begin('e1', 'k1');
    expect(await begin('e2', 'k1')).toEqual({
      ok: false,
      error: { kind: 'request-repeated', by: 'e1' },
    });
    expect(await current().executions.row(executionNamed('e2'))).toBeNull();
    expect(await current().tasks.waiting()).toBe(1);
  });

  test('of 100 requests at once with one key exactly one begins, and the others are told of it', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => begin(`e${n}`, 'k1')));
    const winners = answers.flatMap((answer, n) => (answer.ok ? [`e${n}`] : []));
    expect(winners).toHaveLength(1);
    const told = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
    expect(told).toEqual(
      Array.from({ length: 99 }, () => ({ kind: 'request-repeated', by: winners[0] })),
    );
  });

  test('the same key in another project is another key', async () => {
    const scope = { ...SCOPE, projectId: 'other' };
    await begin('e1', 'k1');
    expect((await begin('e2', 'k1', { scope })).ok).toBe(true);
    expect((await answered('k1', scope))?.execution).toBe('e2');
  });

  test('a key whose execution was refused for another reason is free', async () => {
    await begin('source', 'k0');
    await begin('first', 'k1', retryRow('first', 'source'));
    const late = await begin('second', 'k2', retryRow('second', 'source'));
    expect(late).toEqual({ ok: false, error: { kind: 'already-retried', by: 'first' } });
    expect(await answered('k2')).toBeNull();
    expect((await begin('e3', 'k2')).ok).toBe(true);
  });

  test('a repeated retry is told of itself, not that somebody else was first', async () => {
    await begin('source', 'k0');
    await begin('first', 'k1', retryRow('first', 'source'));
    expect(await begin('again', 'k1', retryRow('again', 'source'))).toEqual({
      ok: false,
      error: { kind: 'request-repeated', by: 'first' },
    });
  });
}
