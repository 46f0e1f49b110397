import type { TaskOutcome } from '@reprise/core/execution';
import type { Criteria, ShellScriptTask } from '@reprise/core/step-types';
import { expect, it } from 'vitest';
import { withSecretsKept } from './secret-outputs.ts';

const granted: Criteria = {
  kind: 'comparisons',
  match: 'all',
  comparisons: [{ key: 'state', operator: 'equals', value: 'granted' }],
};
const looksAtSecret: Criteria = {
  kind: 'comparisons',
  match: 'all',
  comparisons: [{ key: 'permit', operator: 'equals', value: 'canary' }],
};

const task = (secretsIf?: Criteria): ShellScriptTask => ({
  type: 'ShellScript',
  shell: 'Bash',
  script: '',
  environment: {},
  outputs: [
    { name: 'state', variable: 'STATE', secret: false },
    { name: 'permit', variable: 'PERMIT', secret: true },
  ],
  ...(secretsIf !== undefined && { secretsIf }),
});

const published = (state: string): TaskOutcome => ({
  status: 'Success',
  outputs: { outputVariables: { state, permit: 'canary' } },
});

async function kept(state: string, secretsIf?: Criteria) {
  const values: string[] = [];
  const outcome = await withSecretsKept(published(state), task(secretsIf), async (value) => {
    values.push(value);
    return 'output:1';
  });
  return { outcome, values };
}

const outputs = (state: string, permit: unknown) => ({
  status: 'Success',
  outputs: { outputVariables: { state, permit } },
});

it('a secret output is kept, and its reference leaves the delegate', async () => {
  const { outcome, values } = await kept('granted');
  expect(outcome).toEqual(outputs('granted', { secret: 'output:1' }));
  expect(values).toEqual(['canary']);
});

it('a secret of a check is kept when the check gives the approval', async () => {
  const { outcome, values } = await kept('granted', granted);
  expect(outcome).toEqual(outputs('granted', { secret: 'output:1' }));
  expect(values).toEqual(['canary']);
});

it.each([
  ['gives no approval', granted],
  ['is asked by criteria about the secret, which they do not see', looksAtSecret],
])('a secret of a check that %s is forgotten', async (_, criteria) => {
  const { outcome, values } = await kept('new', criteria);
  expect(outcome).toEqual(outputs('new', null));
  expect(values).toEqual([]);
});
