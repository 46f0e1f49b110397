import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ProbedRepository, ProbeResult } from '../ports/index.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
let probed: ProbedRepository[];
let result: ProbeResult;
beforeEach(async () => {
  probed = [];
  result = { readable: true };
  bench = await openApiBench({
    probeGit: async (repository) => {
      probed.push(repository);
      return result;
    },
  });
  const secret = {
    identifier: 'token',
    name: 'token',
    type: 'SecretText',
    spec: { value: 'pssst' },
  };
  granted(await bench.client.createSecret({ body: JSON.stringify({ secret }) }));
});
afterEach(() => bench.close());

const store = async (type: string, spec: object) =>
  granted(
    await bench.client.createConnector({
      body: JSON.stringify({ connector: { identifier: 'forge', name: 'Forge', type, spec } }),
    }),
  );
const tried = () => bench.client.testConnector({ path: { connector: 'forge' }, body: null });

const login = (tokenRef: string) => ({
  authentication: { type: 'Http', spec: { type: 'UsernameToken', spec: { tokenRef } } },
});
const REPOSITORY = { url: 'https://git.example.com/acme/shop', type: 'Repo' };

it('a connector to a repository is tried with its credentials, which are told to nobody', async () => {
  await store('Github', { ...REPOSITORY, ...login('token') });
  const { data } = granted(await tried());
  expect(data).toMatchObject({ status: 'SUCCESS', errors: [], errorSummary: null });
  expect(probed).toEqual([
    { url: REPOSITORY.url, credentials: { user: 'git', password: 'pssst' } },
  ]);
  expect(JSON.stringify(data)).not.toContain('pssst');
});

it('a connector to an account is tried at the repository that it names for that', async () => {
  const account = { url: 'https://git.example.com/acme/', type: 'Account' };
  await store('Github', { ...account, validationRepo: 'shop' });
  granted(await tried());
  expect(probed).toEqual([{ url: 'https://git.example.com/acme/shop', credentials: null }]);
});

it('a connector that fails says why', async () => {
  await store('Github', REPOSITORY);
  result = { readable: false, problem: 'the server answers 500' };
  expect(granted(await tried()).data).toMatchObject({
    status: 'FAILURE',
    errorSummary: 'the server answers 500.',
    errors: [{ message: 'the server answers 500.' }],
  });
});

it('a connector whose secret is not there fails before anything is asked', async () => {
  await store('Github', { ...REPOSITORY, ...login('absent') });
  const { data } = granted(await tried());
  expect(data.errorSummary).toContain('The secret account.absent has no value');
  expect(probed).toEqual([]);
});

it.each([
  ['DockerRegistry', { dockerRegistryUrl: 'https://hub' }, 'is of the type DockerRegistry'],
  ['Github', { url: 'https://git.example.com/acme', type: 'Account' }, 'spec.validationRepo'],
  [
    'Git',
    { url: 'ssh://git@example.com/acme/shop.git', connectionType: 'Repo' },
    'http:// or https://',
  ],
])('of a connector of the type %s it is said that it was not tried', async (type, spec, reason) => {
  await store(type, spec);
  const { data } = granted(await tried());
  expect(data).toMatchObject({ status: 'UNKNOWN', errorSummary: expect.stringContaining(reason) });
  expect(probed).toEqual([]);
});

it('a connector that is not there cannot be tried', async () => {
  expect(denied(await tried()).code).toBe('OBJECT_NOT_FOUND');
});
