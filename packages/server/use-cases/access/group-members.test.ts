import { asExecutionId, asInstant } from '@reprise/core';
import { beforeEach, expect, it } from 'vitest';
import type { NewAccessRecord, Store } from '../../ports/index.ts';
import { creation } from '../../ports/testing/examples.ts';
import { createMemoryStore } from '../../stores/memory/store.ts';
import { membersOfGroups } from './group-members.ts';

const EXECUTION = asExecutionId('e1');

let store: Store;
let account: { readonly accountId: string };
beforeEach(async () => {
  store = createMemoryStore();
  await store.executions.append(creation('e1'));
  const row = await store.executions.row(EXECUTION);
  if (row === null) throw new Error('the execution is not there');
  const { accountId, orgId } = row.scope;
  account = { accountId };
  for (const name of ['ada', 'bob', 'eve']) await user(name, name === 'eve');
  await group(row.scope, 'ops', ['ada', 'eve']);
  await group({ accountId, orgId }, 'ops', ['bob']);
  await group(account, 'leads', ['bob', 'ada', 'gone']);
});

const put = (record: NewAccessRecord<'user'> | NewAccessRecord<'group'>) =>
  store.access.create(record, asInstant(0));
const user = (identifier: string, disabled: boolean) => {
  const email = `${identifier}@example.com`;
  const body = { email, name: identifier, password: null, disabled };
  return put({ kind: 'user', scope: account, identifier, body });
};
const group = (
  scope: NewAccessRecord<'group'>['scope'],
  identifier: string,
  users: readonly string[],
) => put({ kind: 'group', scope, identifier, body: { name: identifier, description: '', users } });

it.each([
  ['ops', ['ada']],
  ['org.ops', ['bob']],
  ['account.leads', ['ada', 'bob']],
  ['account.ops', []],
  ['leads', []],
  ['_project_all_users', ['ada', 'bob']],
])('%s of a project means %j, and never who may not log in', async (name, members) => {
  const found = await membersOfGroups({ store })([name], EXECUTION);
  expect(found.toSorted()).toEqual(members.map((each) => `${each}@example.com`));
});

it('whoever is in several groups is named once', async () => {
  const found = await membersOfGroups({ store })(['ops', 'account.leads'], EXECUTION);
  expect(found.toSorted()).toEqual(['ada@example.com', 'bob@example.com']);
});
