import { asInstant } from '@reprise/core';
import { expect, test } from 'vitest';
import type { ExecutionFilter, ExecutionRow, IdCondition, Store } from './index.ts';
import {
  addition,
  creation,
  endedRow,
  executionNamed,
  later,
  NOW,
  retryRow,
  row,
  SCOPE,
} from './testing/examples.ts';

/** The read model: the list with its filters, and what keeps time and start-up going. */
export function executionListContract(current: () => Store): void {
  const create = (name: string, changes: Partial<ExecutionRow> = {}) =>
    current().executions.append(creation(name, { row: row(name, changes) }));
  const namesOf = async (filter: Partial<ExecutionFilter>, offset = 0, limit = 100) => {
    const wanted = { scope: SCOPE, newestOnly: false, ...filter };
    const { items, total } = await current().executions.list(wanted, offset, limit);
    return { names: items.map(({ executionId }) => executionId), total };
  };

  rows(current, create);
  filters(current, create, namesOf);
  selections(create, namesOf);
  conditions(create, namesOf);
  searches(create, namesOf);
  timetable(current, create);
}

type Create = (name: string, changes?: Partial<ExecutionRow>) => Promise<unknown>;
type NamesOf = (
  filter: Partial<ExecutionFilter>,
  offset?: number,
  limit?: number,
) => Promise<{ readonly names: readonly string[]; readonly total: number }>;

function rows(current: () => Store, create: Create): void {
  test('a row is read back as it was written, with what the store alone knows', async () => {
    await create('e1', { note: 'nightly' });
    expect(await current().executions.row(executionNamed('e1'))).toEqual({
      ...row('e1', { note: 'nightly' }),
      retriedBy: null,
      quarantined: null,
    });
  });

  test('a row changes with the append that carries it, and stays with one that does not', async () => {
    const { executions } = current();
    await create('e1');
    await executions.append(addition('e1', 1, { row: endedRow('e1', 'Success') }));
    await executions.append(addition('e1', 2));
    expect(await executions.row(executionNamed('e1'))).toMatchObject(endedRow('e1', 'Success'));
  });
}

function filters(current: () => Store, create: Create, namesOf: NamesOf): void {
  test('the list begins with the newest, and equals are ordered by id', async () => {
    await create('b');
    await create('c');
    await create('a', { createdAt: later(-1) });
    await create('d', { createdAt: later(1) });
    expect((await namesOf({})).names).toEqual(['d', 'c', 'b', 'a']);
  });

  test('a page is a part of the list, and knows how many there are in all', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name);
    expect(await namesOf({}, 1, 2)).toEqual({ names: ['d', 'c'], total: 5 });
    expect(await namesOf({}, 4, 2)).toEqual({ names: ['a'], total: 5 });
    expect(await namesOf({}, 9, 2)).toEqual({ names: [], total: 5 });
  });

  test.each([
    ['account', { ...SCOPE, accountId: 'other' }],
    ['organisation', { ...SCOPE, orgId: 'other' }],
    ['project', { ...SCOPE, projectId: 'other' }],
  ])('executions of another %s are not listed', async (_, scope) => {
    await create('mine');
    await create('theirs', { scope });
    expect(await namesOf({})).toEqual({ names: ['mine'], total: 1 });
    expect(await namesOf({ scope })).toEqual({ names: ['theirs'], total: 1 });
  });

  test('pipelines and statuses select: any of those named, and both together', async () => {
    await create('a', { pipelineId: 'shop', status: 'Success' });
    await create('b', { pipelineId: 'shop', status: 'Failed' });
    await create('c', { pipelineId: 'bank', status: 'Failed' });
    await create('d', { pipelineId: 'mail', status: 'Running' });
    expect((await namesOf({ pipelineIds: ['shop', 'mail'] })).names).toEqual(['d', 'b', 'a']);
    expect((await namesOf({ statuses: ['Failed', 'Running'] })).names).toEqual(['d', 'c', 'b']);
    expect(await namesOf({ pipelineIds: ['shop'], statuses: ['Failed'] })).toEqual({
      names: ['b'],
      total: 1,
    });
    expect(await namesOf({ statuses: [] })).toEqual({ names: [], total: 0 });
  });

  test('a status that changed is found by its new name only', async () => {
    await create('e1');
    await current().executions.append(addition('e1', 1, { row: endedRow('e1', 'Aborted') }));
    expect((await namesOf({ statuses: ['Aborted'] })).names).toEqual(['e1']);
    expect((await namesOf({ statuses: ['Running'] })).names).toEqual([]);
  });

  test('newest only shows the last of each chain of retries', async () => {
    const { executions } = current();
    await create('source');
    await executions.append(creation('first', { row: retryRow('first', 'source') }));
    await executions.append(creation('second', { row: retryRow('second', 'first', 'source') }));
    await create('lonely');
    expect(await namesOf({ newestOnly: true })).toEqual({ names: ['second', 'lonely'], total: 2 });
    expect((await namesOf({ newestOnly: false })).total).toBe(4);
  });
}

function selections(create: Create, namesOf: NamesOf): void {
  const ada = { kind: 'user', id: 'u1', name: 'Ada' } as const;
  const four = async () => {
    await create('a', { createdAt: later(1), startedAt: later(2), triggeredBy: ada });
    await create('b', { createdAt: later(10), startedAt: later(20), endedAt: later(30) });
    const deployed = { services: ['shop', 'account.bank'], environments: ['prod'] };
    await create('c', {
      createdAt: later(20),
      startedAt: later(20),
      endedAt: later(40),
      ...deployed,
    });
    await create('d', { createdAt: later(30), startedAt: later(31), triggeredBy: ada });
  };

  test.each<[string, Partial<ExecutionFilter>, readonly string[]]>([
    ['its id', { ids: ['a', 'c', 'none'] }, ['c', 'a']],
    ['no id at all, which none has', { ids: [] }, []],
    ['who began it', { startedBy: ['u1', "o'"] }, ['d', 'a']],
    ['somebody who began none', { startedBy: ['Ada'] }, []],
    [
      'when it was made, to the millisecond',
      { created: { from: later(10), to: later(20) } },
      ['c', 'b'],
    ],
    ['when it started', { started: { from: later(20) } }, ['d', 'c', 'b']],
    ['when it ended, which not all have', { ended: { to: later(39) } }, ['b']],
    ['an end that it has at all', { ended: { from: 0 } }, ['c', 'b']],
    [
      'all of that at once',
      { startedBy: ['u1'], started: { to: later(2) }, ids: ['a', 'd'] },
      ['a'],
    ],
    ['what it deployed', { services: ['bank', 'account.bank'] }, ['c']],
    ['where to, which not all know', { environments: ['prod', "o'", 'x\0'] }, ['c']],
    ['both, of which it has one', { services: ['shop'], environments: ['qa'] }, []],
    ['a NUL, which nothing has', { ids: ['a\0'], startedBy: ['u1\0'] }, []],
  ])('an execution is found by %s', async (_, filter, found) => {
    await four();
    expect(await namesOf(filter)).toEqual({ names: found, total: found.length });
  });
}

function conditions(create: Create, namesOf: NamesOf): void {
  const ada = { kind: 'user', id: 'u1', name: 'Ada' } as const;
  const NUL = 'a step said \0';
  const four = async () => {
    await create('a', { pipelineId: 'shop_eu', triggeredBy: ada, tags: { team: 'web', eu: '' } });
    await create('b', { pipelineId: 'shop_us', startedAt: NOW, endedAt: later(30) });
    await create('c', {
      pipelineId: 'bank',
      endedAt: later(40),
      services: ['shop', 'account.bank'],
      environments: ['prod'],
      tags: { team: 'ops', "o'": '\0' },
      failureMessage: NUL,
      note: NUL,
    });
  };
  const that = (
    of: IdCondition['of'],
    by: IdCondition['by'],
    values: readonly string[],
    negated = false,
  ): Partial<ExecutionFilter> => ({ conditions: [{ of, by, values, negated }] });

  test.each<[string, Partial<ExecutionFilter>, readonly string[]]>([
    ['part of its pipeline, in any case', that('pipeline', 'contains', ['SHOP']), ['b', 'a']],
    ['a wildcard, which means itself', that('pipeline', 'contains', ['%', 'k_']), []],
    ['part of its own id, one of several', that('execution', 'contains', ['a', 'c']), ['c', 'a']],
    ['not being one of these', that('execution', 'equals', ['a', 'x'], true), ['c', 'b']],
    ['not being begun by somebody', that('startedBy', 'equals', ['u1'], true), ['c', 'b']],
    ['being begun by anybody with an id', that('startedBy', 'contains', ['']), ['a']],
    ['one of many services', that('service', 'contains', ['bank']), ['c']],
    ['a service, to the letter', that('service', 'equals', ['bank']), []],
    ['none of its services', that('service', 'equals', ['shop'], true), ['b', 'a']],
    ['having deployed at all', that('environment', 'contains', ['']), ['c']],
    ['a NUL, which nothing holds', that('pipeline', 'contains', ['a\0']), []],
    ['holding no NUL, as all do', that('pipeline', 'contains', ['\0'], true), ['c', 'b', 'a']],
    ['no value at all', that('pipeline', 'equals', []), []],
    ['a service, whatever else its row holds', { services: ['shop'] }, ['c']],
    ['a tag and its value', { tags: [[{ name: 'team', value: 'web' }]] }, ['a']],
    ['a tag whatever its value', { tags: [[{ name: 'team' }]] }, ['c', 'a']],
    ['an empty value', { tags: [[{ name: 'eu', value: '' }]] }, ['a']],
    ['one of several tags', { tags: [[{ name: 'eu' }, { name: "o'" }]] }, ['c', 'a']],
    ['tags of which each must be there', { tags: [[{ name: 'eu' }], [{ name: "o'" }]] }, []],
    ['a tag with a NUL', { tags: [[{ name: "o'", value: '\0' }]] }, []],
    ['no tag at all', { tags: [[]] }, []],
    ['what every object has, and no tags', { tags: [[{ name: 'constructor' }]] }, []],
    ['how long it took, if it is over', { durations: [{ from: 30 }] }, ['c', 'b']],
    ['one of several lengths', { durations: [{ to: 29 }, { from: 31, to: 40 }] }, ['c']],
    ['no length', { durations: [] }, []],
  ])('an execution is found by %s', async (_, filter, found) => {
    await four();
    expect(await namesOf(filter)).toEqual({ names: found, total: found.length });
  });
}

function searches(create: Create, namesOf: NamesOf): void {
  test.each([
    ['the name, whatever its case', 'ÜBER', ['e1']],
    ['the identifier of the pipeline', 'SHOP_eu', ['e2']],
    ['the id of the execution', 'e3', ['e3']],
    ['a percent sign, which means itself', '100%', ['e3']],
    ['an underscore, which means itself', 'p_e', ['e2']],
    ['a backslash, which means itself', '\\', ['e4']],
    ['a quote, which means itself', "o'", ['e4']],
    ['what is not there', 'nothing of the kind', []],
    ['a NUL character, which is nowhere', 'e1\0', []],
    ['nothing, which is everywhere', '', ['e4', 'e3', 'e2', 'e1']],
  ])('a search finds %s', async (_, search, found) => {
    await create('e1', { pipelineId: 'one', pipelineName: 'Über alles' });
    await create('e2', { pipelineId: 'shop_eu', pipelineName: 'Sell' });
    await create('e3', { pipelineId: 'three', pipelineName: '100% done' });
    await create('e4', { pipelineId: 'four', pipelineName: "o'\\clock" });
    expect(await namesOf({ search })).toEqual({ names: found, total: found.length });
  });
}

function timetable(current: () => Store, create: Create): void {
  const create4 = async (): Promise<void> => {
    await create('late', { wakeAt: later(300), createdAt: later(1) });
    await create('soon', { wakeAt: later(100), createdAt: later(2) });
    await create('never', { wakeAt: null, createdAt: later(3) });
    await create('ended', { wakeAt: later(50), status: 'Failed', createdAt: later(4) });
  };

  test('unfinished executions are told oldest first, without those that ended', async () => {
    await create4();
    expect(await current().executions.unfinished()).toEqual(['late', 'soon', 'never']);
  });

  test('an execution that ends leaves the unfinished, and has no time to wake', async () => {
    const { executions } = current();
    await create('e1', { wakeAt: NOW });
    await executions.append(
      addition('e1', 1, { row: { ...endedRow('e1', 'Success'), wakeAt: NOW } }),
    );
    expect(await executions.unfinished()).toEqual([]);
    expect(await executions.due(NOW, 10)).toEqual([]);
    expect(await executions.nextWake()).toBeNull();
  });

  test('executions are due at their time and not before, earliest first', async () => {
    const { executions } = current();
    await create4();
    expect(await executions.due(later(99), 10)).toEqual([]);
    expect(await executions.due(later(100), 10)).toEqual(['soon']);
    expect(await executions.due(later(1_000), 10)).toEqual(['soon', 'late']);
    expect(await executions.due(later(1_000), 1)).toEqual(['soon']);
  });

  test('the next time to wake is the earliest of all unfinished executions', async () => {
    const { executions } = current();
    expect(await executions.nextWake()).toBeNull();
    await create4();
    expect(await executions.nextWake()).toBe(asInstant(NOW + 100));
  });

  test('a quarantined execution is shown with the reason, and otherwise left alone (I13)', async () => {
    const { executions } = current();
    await create4();
    await executions.quarantine(executionNamed('soon'), 'entry 3 is not JSON: \0');
    expect((await executions.row(executionNamed('soon')))?.quarantined).toContain('entry 3');
    expect(await executions.unfinished()).toEqual(['late', 'never']);
    expect(await executions.due(later(1_000), 10)).toEqual(['late']);
    expect(await executions.nextWake()).toBe(later(300));
    const page = await executions.list({ scope: SCOPE, newestOnly: true }, 0, 10);
    expect(page.items.find((each) => each.quarantined !== null)?.executionId).toBe('soon');
  });

  test('a quarantine of an execution that does not exist is harmless', async () => {
    const { executions } = current();
    await executions.quarantine(executionNamed('nobody'), 'odd');
    expect(await executions.row(executionNamed('nobody'))).toBeNull();
  });
}
