import type { ExecutionEvent } from '@reprise/core/execution';
import { expect, test } from 'vitest';
import type { Append, Store } from './index.ts';
import {
  addition,
  creation,
  definition,
  endedRow,
  event,
  executionNamed,
  NODE,
  NOW,
  openApproval,
  row,
  SCOPE,
  startTask,
  taskOf,
} from './testing/examples.ts';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** Streams: what `append` promises, and what `load` gives back. */
export function executionStoreContract(current: () => Store): void {
  roundTrip(current);
  conflicts(current);
  groups(current);
  hostileText(current);
  numbering(current);
}

function roundTrip(current: () => Store): void {
  test('a stream is read back as it was written, entry after entry', async () => {
    const { executions } = current();
    expect(await executions.append(creation('e1'))).toEqual({ ok: true, value: { version: 1 } });
    const events = [event('second'), event('third')];
    expect(await executions.append(addition('e1', 1, { events }))).toEqual({
      ok: true,
      value: { version: 2 },
    });
    expect(await executions.load(executionNamed('e1'))).toEqual({
      version: 2,
      events: [event('entry 1 of e1'), event('second'), event('third')],
      definition: definition(),
    });
  });

  test('how long a stream is can be asked without reading it', async () => {
    const { executions } = current();
    await executions.append(creation('e1'));
    expect(await executions.version(executionNamed('e1'))).toBe(1);
    await executions.append(addition('e1', 1));
    expect(await executions.version(executionNamed('e1'))).toBe(2);
    expect(await executions.version(executionNamed('nobody'))).toBeNull();
  });

  test('there is nothing to read of an execution that does not exist', async () => {
    const { executions } = current();
    expect(await executions.load(executionNamed('nobody'))).toBeNull();
    expect(await executions.row(executionNamed('nobody'))).toBeNull();
    expect(await executions.definition(definition().digest)).toBeNull();
  });

  test('an append without events counts as an entry', async () => {
    const { executions } = current();
    await executions.append(creation('e1'));
    await executions.append(addition('e1', 1, { events: [], row: endedRow('e1') }));
    const stream = await executions.load(executionNamed('e1'));
    expect([stream?.version, stream?.events.length]).toEqual([2, 1]);
  });

  test('a definition is stored once and shared by every execution that names its digest', async () => {
    const { executions } = current();
    await executions.append(creation('e1'));
    await executions.append(creation('e2', { definition: null }));
    expect((await executions.load(executionNamed('e2')))?.definition).toEqual(definition());
    expect(await executions.definition(definition().digest)).toEqual(definition());
  });

  test('an execution of a definition that was never stored is an error, and leaves nothing', async () => {
    const { executions } = current();
    await expect(executions.append(creation('e1', { definition: null }))).rejects.toThrow();
    expect(await executions.row(executionNamed('e1'))).toBeNull();
  });

  test('an append that carries the row of another execution is an error', async () => {
    await expect(current().executions.append(creation('e1', { row: row('e2') }))).rejects.toThrow(
      'carries the row of e2',
    );
  });
}

function conflicts(current: () => Store): void {
  const conflict = { ok: false, error: { kind: 'version-conflict' } };

  test.each([
    ['is behind the stream', 1],
    ['is ahead of the stream', 3],
    ['would create the stream again', 0],
  ])('an append whose version %s is refused', async (_, expectedVersion) => {
    const { executions } = current();
    await executions.append(creation('e1'));
    await executions.append(addition('e1', 1));
    const late = addition('e1', expectedVersion, { row: row('e1'), definition: definition() });
    expect(await executions.append(late)).toEqual(conflict);
    expect((await executions.load(executionNamed('e1')))?.version).toBe(2);
  });

  test('an append to a stream that nobody created is refused', async () => {
    expect(await current().executions.append(addition('nobody', 1))).toEqual(conflict);
  });

  test('a refused append leaves nothing behind: no row, no task, no approval (I2)', async () => {
    const { executions, tasks, approvals } = current();
    await executions.append(creation('e1'));
    await executions.append(addition('e1', 1, { effects: [startTask(taskOf('e1', 1))] }));
    const refused = await executions.append(
      addition('e1', 1, {
        row: endedRow('e1'),
        effects: [startTask(taskOf('e1', 2)), openApproval('e1', 3)],
        settled: [taskOf('e1', 1)],
      }),
    );
    expect(refused).toEqual(conflict);
    expect((await executions.row(executionNamed('e1')))?.status).toBe('Running');
    expect(await tasks.waiting()).toBe(1);
    expect(await approvals.ofExecution(executionNamed('e1'))).toEqual([]);
  });

  test('of 20 appends at once with the same version exactly one is stored', async () => {
    const { executions } = current();
    await executions.append(creation('e1'));
    const answers = await Promise.all(
      range(20).map((n) =>
        executions.append(addition('e1', 1, { events: [event(`writer ${n}`)] })),
      ),
    );
    const winners = answers.flatMap((answer, n) => (answer.ok ? [n] : []));
    expect(winners).toHaveLength(1);
    expect((await executions.load(executionNamed('e1')))?.events[1]).toEqual(
      event(`writer ${winners[0]}`),
    );
  });
}

function groups(current: () => Store): void {
  test('appends of one turn share a commit, and one that is refused does not disturb the others', async () => {
    const { executions } = current();
    await executions.append(creation('old'));
    const answers = await Promise.all([
      executions.append(creation('e1')),
      executions.append(creation('old')),
      executions.append(addition('old', 1)),
      executions.append(addition('nobody', 7)),
      executions.append(creation('e2')),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true, false, true]);
    expect(await versionsOf(current(), ['e1', 'old', 'nobody', 'e2'])).toEqual([1, 2, null, 1]);
  });

  test('one that is an error does not disturb the others either', async () => {
    const { executions } = current();
    const answers = await Promise.allSettled([
      executions.append(creation('e1')),
      executions.append(creation('culprit', { row: { ...row('culprit'), definition: UNKNOWN } })),
      executions.append(creation('e2')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await versionsOf(current(), ['e1', 'culprit', 'e2'])).toEqual([1, null, 1]);
  });

  test('appends to one execution that do not wait for each other are stored in their order', async () => {
    const { executions } = current();
    await Promise.all([
      executions.append(creation('e1')),
      ...range(5).map((n) => executions.append(addition('e1', n + 1))),
    ]);
    const events = range(6).map((n) => event(`entry ${n + 1} of e1`));
    expect((await executions.load(executionNamed('e1')))?.events).toEqual(events);
  });

  test('a thousand executions created at once are all there', async () => {
    const { executions } = current();
    const answers = await Promise.all(
      range(1_000).map((n) => executions.append(creation(`e${n}`))),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const page = await executions.list({ scope: SCOPE, newestOnly: true }, 0, 1);
    expect(page.total).toBe(1_000);
  });
}

const UNKNOWN = definition('sha256:unknown').digest;

async function versionsOf(store: Store, names: readonly string[]): Promise<(number | null)[]> {
  const streams = await Promise.all(
    names.map((name) => store.executions.load(executionNamed(name))),
  );
  return streams.map((stream) => stream?.version ?? null);
}

function hostileText(current: () => Store): void {
  const TEXTS = [
    `'; DROP TABLE journal; --`,
    `"quotes" and \`ticks\` and \\backslashes\\`,
    'a NUL \0 in the middle',
    'half of a pair \uD83D',
    'emoji 🎉 and \u202E right to left',
    '__proto__',
    'line\nbreaks\r\n\ttabs',
  ];

  test.each(TEXTS)('text is kept to the letter: %j', async (text) => {
    const { executions } = current();
    const append: Append = creation('e1', {
      events: [event(text), outputNamed(text)],
      row: row('e1', { pipelineName: text, note: text, failureMessage: text }),
      definition: { ...definition(), compiledYaml: text, inputsYaml: text },
    });
    await executions.append(append);
    const stream = await executions.load(executionNamed('e1'));
    expect(stream).toEqual({ version: 1, events: append.events, definition: append.definition });
    expect(await executions.row(executionNamed('e1'))).toMatchObject({ ...append.row });
  });

  test.each(['e\0 1', 'e\uD83D'])('an id that no column can hold is an error: %j', async (id) => {
    const { executions } = current();
    await expect(executions.append(creation(id))).rejects.toThrow('cannot be stored');
    expect(await executions.load(executionNamed(id))).toBeNull();
    expect(await executions.row(executionNamed(id))).toBeNull();
  });
}

/** A step's end with an output of this name and value. */
const outputNamed = (text: string): ExecutionEvent => ({
  type: 'StepEnded',
  at: NOW,
  node: NODE,
  attempt: 1,
  outcome: { status: 'Success', outputs: Object.fromEntries([[text, text]]) },
});

function numbering(current: () => Store): void {
  test('runs of a pipeline are numbered from 1, each pipeline for itself', async () => {
    const { executions } = current();
    const numbers = [
      await executions.nextRunSequence(SCOPE, 'shop'),
      await executions.nextRunSequence(SCOPE, 'shop'),
      await executions.nextRunSequence(SCOPE, 'bank'),
      await executions.nextRunSequence({ ...SCOPE, projectId: 'other' }, 'shop'),
    ];
    expect(numbers).toEqual([1, 2, 1, 1]);
  });

  test('numbers that are asked for at once are all different', async () => {
    const { executions } = current();
    const numbers = await Promise.all(
      range(100).map(() => executions.nextRunSequence(SCOPE, 'shop')),
    );
    expect(numbers.toSorted((one, other) => one - other)).toEqual(range(100).map((n) => n + 1));
  });
}
