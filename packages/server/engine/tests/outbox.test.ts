import { asMilliseconds } from '@reprise/core';
import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../stores/memory/store.ts';
import { countingIds, openWorkshop, type Workshop } from '../../testing/workshop.ts';
import { ROUND } from '../neighbours.ts';
import { MOST_TRIES, SENDING_LEASE, type Send, type Sent } from '../outbox-keeper.ts';

const PIPELINE = `
pipeline:
  identifier: release
  name: Release
  notificationRules:
    - { name: team, identifier: team, enabled: true, pipelineEvents: [{ type: PipelineSuccess }],
        notificationMethod: { type: Webhook, spec: { webhookUrl: "https://example.com" } } }
  stages:
    - stage: { identifier: a, name: A, type: Custom, spec: { execution: { steps: [
        { step: { identifier: b, name: B, type: ShellScript, spec: { shell: Bash, source: { type: Inline, spec: { script: x } } } } }] } } }
`;

const failing: Sent = { sent: false, problem: 'nobody answers' };
const HOUR = asMilliseconds(60 * 60_000);

async function withWorkshop(
  send: Send,
  test: (workshop: Workshop) => Promise<void>,
  store = createMemoryStore(),
): Promise<void> {
  const workshop = await openWorkshop({ send, store });
  try {
    await test(workshop);
  } finally {
    await workshop.close();
  }
}

const entryOf = async ({ store }: Workshop, execution: Awaited<ReturnType<Workshop['run']>>) =>
  (await store.outbox.ofExecution(execution))[0];

describe('the outbox', () => {
  test('sends what an execution tells, once', async () => {
    await withWorkshop(
      async () => ({ sent: true }),
      async (workshop) => {
        const execution = await workshop.run(PIPELINE);
        await workshop.pass(HOUR);
        expect(workshop.notified).toHaveLength(1);
        expect(await entryOf(workshop, execution)).toMatchObject({ status: 'SENT', tries: 1 });
      },
    );
  });

  test('tries again, with growing pauses, until it is taken', async () => {
    let tries = 0;
    await withWorkshop(
      async () => ((tries += 1) < 4 ? failing : { sent: true }),
      async (workshop) => {
        const execution = await workshop.run(PIPELINE);
        expect(tries).toBe(1);
        await workshop.pass(asMilliseconds(14_999));
        expect(tries).toBe(1);
        await workshop.pass(asMilliseconds(1));
        expect(tries).toBe(2);
        await workshop.pass(asMilliseconds(29_999));
        expect(tries).toBe(2);
        await workshop.pass(HOUR);
        expect(tries).toBe(4);
        expect(await entryOf(workshop, execution)).toMatchObject({ status: 'SENT', tries: 4 });
      },
    );
  });

  test('gives up in the end, and says why', async () => {
    await withWorkshop(
      async () => failing,
      async (workshop) => {
        const execution = await workshop.run(PIPELINE);
        for (let hour = 0; hour < 24; hour += 1) await workshop.pass(HOUR);
        expect(workshop.notified).toHaveLength(MOST_TRIES);
        expect(await entryOf(workshop, execution)).toMatchObject({
          status: 'GIVEN_UP',
          tries: MOST_TRIES,
          dueAt: null,
          problem: 'nobody answers',
        });
      },
    );
  });

  test('gives up at once what is hopeless', async () => {
    await withWorkshop(
      async () => ({ ...failing, hopeless: true }),
      async (workshop) => {
        const execution = await workshop.run(PIPELINE);
        expect(await entryOf(workshop, execution)).toMatchObject({ status: 'GIVEN_UP', tries: 1 });
      },
    );
  });

  test('holds up neither the execution nor the others while one is being sent', async () => {
    let release: (sent: Sent) => void = () => undefined;
    let asked = 0;
    const send: Send = () => {
      asked += 1;
      if (asked > 1) return Promise.resolve({ sent: true });
      return new Promise((resolve) => {
        release = resolve;
      });
    };
    await withWorkshop(send, async (workshop) => {
      const first = await workshop.run(PIPELINE);
      const second = await workshop.run(PIPELINE);
      expect((await workshop.store.executions.row(first))?.status).toBe('Success');
      expect(await entryOf(workshop, first)).toMatchObject({ status: 'WAITING', tries: 0 });
      expect(await entryOf(workshop, second)).toMatchObject({ status: 'SENT' });
      release({ sent: true });
      await workshop.settle();
      expect(await entryOf(workshop, first)).toMatchObject({ status: 'SENT', tries: 1 });
      expect(asked).toBe(2);
    });
  });

  test('survives a sender that throws', async () => {
    let tries = 0;
    await withWorkshop(
      async () => {
        tries += 1;
        if (tries === 1) throw new Error('out of memory');
        return { sent: true };
      },
      async (workshop) => {
        const execution = await workshop.run(PIPELINE);
        await workshop.pass(HOUR);
        expect(await entryOf(workshop, execution)).toMatchObject({ status: 'SENT', tries: 2 });
      },
    );
  });

  test('sends after a crash what was not sent before it, and what nobody knows to be sent', async () => {
    const store = createMemoryStore();
    const dying = {
      ...store,
      outbox: { ...store.outbox, tried: () => new Promise<never>(() => {}) },
    };
    const crashed = await openWorkshop({ store: dying });
    const execution = await crashed.run(PIPELINE);
    expect(crashed.notified).toHaveLength(1);
    await withWorkshop(
      async () => ({ sent: true }),
      async (workshop) => {
        await workshop.pass(SENDING_LEASE);
        expect(workshop.notified.map(({ id }) => id)).toEqual(crashed.notified.map(({ id }) => id));
        expect(await entryOf(workshop, execution)).toMatchObject({ status: 'SENT', tries: 1 });
      },
      store,
    );
  });

  test('does not send the same over and over while what came of it cannot be kept', async () => {
    const store = createMemoryStore();
    let failures = 3;
    const tried: typeof store.outbox.tried = async (id, what) => {
      failures -= 1;
      if (failures >= 0) throw new Error('the disk is full');
      await store.outbox.tried(id, what);
    };
    await withWorkshop(
      async () => ({ sent: true }),
      async (workshop) => {
        await workshop.run(PIPELINE);
        expect(workshop.notified).toHaveLength(1);
        await workshop.pass(HOUR);
        expect(workshop.notified).toHaveLength(4);
      },
      { ...store, outbox: { ...store.outbox, tried } },
    );
  });
});

describe('the outbox of several servers on one database', () => {
  test('has each thing sent by one of them', async () => {
    const store = createMemoryStore();
    const ids = countingIds();
    const one = await openWorkshop({ store, ids, sharesStore: true });
    const other = await openWorkshop({ store, ids, clock: one.clock, sharesStore: true });
    for (let run = 0; run < 5; run += 1)
      await Promise.all([one.run(PIPELINE), other.run(PIPELINE)]);
    await other.pass(HOUR);
    const told = [...one.notified, ...other.notified].map(({ id }) => id);
    expect([told.length, new Set(told).size]).toEqual([10, 10]);
    await other.engine.stop();
    await one.close();
  });

  test('is looked after by the others when one dies while it sends', async () => {
    const store = createMemoryStore();
    const dying = await openWorkshop({ store, send: () => new Promise<never>(() => {}) });
    const other = await openWorkshop({ store, sharesStore: true });
    const execution = await dying.run(PIPELINE);
    await other.pass(asMilliseconds(SENDING_LEASE - 1));
    expect(other.notified).toEqual([]);
    await other.pass(ROUND);
    expect(other.notified.map(({ id }) => id)).toEqual(dying.notified.map(({ id }) => id));
    expect(await entryOf(other, execution)).toMatchObject({ status: 'SENT', tries: 1 });
    await other.close();
  });
});
