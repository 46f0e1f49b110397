import { asNodeKey } from '@reprise/core';
import type { Effect } from '@reprise/core/execution';
import { expect, test } from 'vitest';
import type { Store } from './index.ts';
import { addition, creation, executionNamed, later, NOW } from './testing/examples.ts';

const notify = (execution: string, id: string): Effect => ({
  type: 'Notify',
  notification: {
    id,
    executionId: executionNamed(execution),
    rule: 'tell the team',
    event: 'PipelineFailed',
    node: asNodeKey('pipeline'),
    message: {
      kind: 'webhook',
      url: ['https://example.com/', { secret: 'account.hook' }],
      headers: [],
      body: { said: 'NUL \0 and 🛒' },
    },
  },
});

const LEASE = 600;

/** Notifications wait with the events of their executions until they are sent or given up. */
export function outboxContract(current: () => Store): void {
  const put = (execution: string, ...ids: readonly string[]) =>
    current().executions.append(
      creation(execution, { effects: ids.map((id) => notify(execution, id)) }),
    );
  const claimAt = (ms: number, limit = 10) =>
    current().outbox.claim({ now: later(ms), until: later(ms + LEASE), limit });
  const claimedAt = async (ms: number) => (await claimAt(ms)).map(({ id }) => id);
  const claimed = (id: string, tries = 0) => ({ id, tries });
  const waiting = (dueIn: number) =>
    ({ status: 'WAITING', dueAt: later(dueIn), problem: 'no answer', at: later(1) }) as const;
  const sent = { status: 'SENT', dueAt: null, problem: null, at: later(2) } as const;

  test('what is put there is due at once, oldest first, and is read back whole', async () => {
    await put('e1', 'first', 'second');
    expect(await current().outbox.nextDue()).toBe(NOW);
    const [first, second] = await claimAt(0);
    expect(first).toEqual({
      id: 'first',
      executionId: 'e1',
      notification: (notify('e1', 'first') as { notification: unknown }).notification,
      status: 'WAITING',
      tries: 0,
      dueAt: later(LEASE),
      createdAt: NOW,
      updatedAt: NOW,
      problem: null,
    });
    expect(second?.id).toBe('second');
  });

  test('what one has claimed nobody else is given, until the claim runs out', async () => {
    await put('e1', 'first', 'second');
    const [one, other] = await Promise.all([claimAt(0, 1), claimAt(0, 1)]);
    expect([...one, ...other].map(({ id }) => id).toSorted()).toEqual(['first', 'second']);
    expect(await claimedAt(LEASE - 1)).toEqual([]);
    expect(await current().outbox.nextDue()).toBe(later(LEASE));
    expect((await claimedAt(LEASE)).toSorted()).toEqual(['first', 'second']);
  });

  test('once another has tried it, only that it was sent still counts', async () => {
    await put('e1', 'one', 'two');
    for (const id of ['one', 'two']) {
      await current().outbox.tried(claimed(id), {
        ...waiting(900),
        status: 'GIVEN_UP',
        dueAt: null,
      });
    }
    await current().outbox.tried(claimed('one'), waiting(100));
    await current().outbox.tried(claimed('two'), sent);
    const kept = await current().outbox.ofExecution(executionNamed('e1'));
    expect(kept.map(({ status, tries }) => [status, tries])).toEqual([
      ['GIVEN_UP', 1],
      ['SENT', 2],
    ]);
  });

  test('the same one twice is one (I3)', async () => {
    await put('e1', 'one');
    await current().executions.append(addition('e1', 1, { effects: [notify('e1', 'one')] }));
    expect(await claimedAt(0)).toEqual(['one']);
  });

  test('a refused append puts nothing there (I2)', async () => {
    await put('e1');
    await current().executions.append(addition('e1', 7, { effects: [notify('e1', 'one')] }));
    expect(await current().outbox.ofExecution(executionNamed('e1'))).toEqual([]);
  });

  test('what could not be sent is due later, and each try is counted', async () => {
    await put('e1', 'one', 'two');
    await current().outbox.tried(claimed('one'), waiting(500));
    expect(await current().outbox.nextDue()).toBe(NOW);
    expect(await claimedAt(500)).toEqual(['two', 'one']);
    await current().outbox.tried(claimed('one', 1), waiting(900));
    const [one] = await current().outbox.ofExecution(executionNamed('e1'));
    expect(one).toMatchObject({ tries: 2, dueAt: later(900), problem: 'no answer' });
    expect(one?.updatedAt).toBe(later(1));
  });

  test('what was sent is never due again, and stays to be looked up', async () => {
    await put('e1', 'one');
    await put('e2', 'of another');
    await current().outbox.tried(claimed('one'), sent);
    await current().outbox.tried(claimed('one', 1), waiting(0));
    const givenUp = { ...sent, status: 'GIVEN_UP', problem: 'no' } as const;
    await current().outbox.tried(claimed('of another'), givenUp);
    expect(await claimedAt(1_000)).toEqual([]);
    expect(await current().outbox.nextDue()).toBeNull();
    const kept = await current().outbox.ofExecution(executionNamed('e1'));
    expect(kept).toMatchObject([{ id: 'one', status: 'SENT', tries: 1, problem: null }]);
  });
}
