import { asExecutionId, asNodeKey, taskIdOf } from '@reprise/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SecretKey } from '../../ports/index.ts';
import { masterKeysFromEnvironment } from '../../system/master-keys.ts';
import { randomText } from '../../system/random-bytes.ts';
import { createVault } from '../../system/vault.ts';
import { openWorkshop, SCOPE, type Workshop } from '../../testing/workshop.ts';
import {
  keepSecretsOfTasks,
  putSecretValue,
  type SecretOfTask,
  secretsOfTasks,
} from './secret-values.ts';

const PIPELINE = `pipeline:
  identifier: waiting
  name: Waiting
  stages:
    - stage:
        identifier: one
        name: one
        type: Custom
        spec:
          execution:
            steps:
              - step: {identifier: wait, name: wait, type: Wait, spec: {duration: 1h}}
`;

const { accountId, orgId } = SCOPE;
const KEYS: Readonly<Record<string, SecretKey>> = {
  'of the project': { scope: { level: 'project', ...SCOPE }, identifier: 'token' },
  'of the org': { scope: { level: 'org', accountId, orgId }, identifier: 'token' },
  'of the account': { scope: { level: 'account', accountId }, identifier: 'token' },
  'of another project': {
    scope: { level: 'project', accountId, orgId, projectId: 'other' },
    identifier: 'theirs',
  },
};

let workshop: Workshop;
let get: (reference: string) => Promise<string | null>;
let secretOf: SecretOfTask;
const vault = createVault(masterKeysFromEnvironment('ab'.repeat(32)));

beforeEach(async () => {
  workshop = await openWorkshop();
  const needs = { store: workshop.store, vault };
  for (const [value, key] of Object.entries(KEYS)) await putSecretValue(needs, key, value);
  const execution = await workshop.run(PIPELINE);
  secretOf = secretsOfTasks(needs);
  get = (reference) => secretOf(reference, taskIdOf(execution, asNodeKey('pipeline.x'), 1));
});
afterEach(() => workshop.close());

it.each([
  ['token', 'of the project'],
  ['project.token', 'of the project'],
  ['org.token', 'of the org'],
  ['account.token', 'of the account'],
])('a task that asks for %s gets the secret %s', async (reference, value) => {
  expect(await get(reference)).toBe(value);
});

it.each([
  'theirs',
  'missing',
  '',
  'account.',
  'account.org.token',
  '../token',
  '__proto__',
  'constructor.token',
  'tok\0en',
])('a task that asks for %j gets nothing', async (reference) => {
  expect(await get(reference)).toBeNull();
});

it('a task of no execution gets nothing', async () => {
  const task = taskIdOf(asExecutionId('nobody'), asNodeKey('n'), 1);
  expect(await secretOf('token', task)).toBeNull();
});

it('who may not use secrets gets none, at the level where they may not', async () => {
  const rights = {
    allows: async (_: unknown, permission: string, scope: object) =>
      permission === 'core_secret_access' && 'projectId' in scope,
  };
  const execution = await workshop.run(PIPELINE);
  const limited = secretsOfTasks({ store: workshop.store, vault, rights });
  const task = taskIdOf(execution, asNodeKey('pipeline.x'), 1);
  expect(await limited('token', task)).toBe('of the project');
  expect(await limited('account.token', task)).toBeNull();
});

it('what a task publishes as a secret later tasks get, in its project, whatever rights who started it has', async () => {
  const { store } = workshop;
  const keep = keepSecretsOfTasks({ store, vault, randomText });
  const rights = { allows: async () => false };
  const execution = await workshop.run(PIPELINE);
  const task = taskIdOf(execution, asNodeKey('pipeline.x'), 1);
  const reference = await keep('published', task);
  expect(reference).not.toContain('published');
  expect(await keep('published', task)).not.toBe(reference);
  expect(await secretsOfTasks({ store, vault, rights })(reference, task)).toBe('published');
  expect(await secretOf('output:guessed', task)).toBeNull();
});
