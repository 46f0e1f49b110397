import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TaskOutcome } from '@reprise/core/execution';
import type { GitCloneTask } from '@reprise/core/step-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSecrets } from '../../secret-source.ts';
import { Workbench } from '../../testing/workbench.ts';
import { repositoryOf } from './repository.ts';

const bench = new Workbench();
const origin = bench.path('shop.git');
const commits: string[] = [];

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', origin, ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    },
  }).trim();

function commit(version: string): void {
  writeFileSync(join(origin, 'version'), version);
  git('add', '.');
  git('commit', '-q', '-m', `Version ${version}`);
  commits.push(git('rev-parse', 'HEAD'));
}

beforeAll(async () => {
  await bench.delegate({ secrets: { ...noSecrets, get: async () => 'canary-t0ken' } });
  mkdirSync(origin);
  git('init', '-q', '-b', 'main');
  commit('1');
  git('tag', 'v1');
  commit('2');
  git('checkout', '-q', '-b', 'feature/x');
  commit('3');
  git('checkout', '-q', 'main');
  commit('4');
});
afterAll(() => bench.close());

const cloneTask = (more: Partial<GitCloneTask> = {}): GitCloneTask => ({
  type: 'GitClone',
  repository: origin,
  ref: { kind: 'default' },
  directory: null,
  depth: 50,
  fetchTags: false,
  sslVerify: true,
  ...more,
});

async function run(more: Partial<GitCloneTask> = {}) {
  const id = bench.newTaskId();
  const outcome = await bench.server.submit(id, cloneTask(more));
  return { outcome, text: bench.server.text(id) };
}

const TOKEN = { secret: 'token' };

const versionIn = (directory: string): string =>
  readFileSync(bench.path(`work/${bench.execution}/${directory}/version`), 'utf8');
const failure = (outcome: TaskOutcome) => ('failure' in outcome ? outcome.failure : null);

describe('a clone', () => {
  it('is of what the repository shows first, in a folder of its name', async () => {
    const { outcome, text } = await run();
    expect(outcome).toEqual({
      status: 'Success',
      outputs: {
        repoUrl: origin,
        commitSha: commits[3],
        shortCommitSha: git('rev-parse', '--short', 'HEAD'),
        commitMessage: 'Version 4',
        gitUser: 'Ada',
        gitUserEmail: 'ada@example.com',
      },
    });
    expect(versionIn('shop')).toBe('4');
    expect(text).toContain(`Checked out ${commits[3]}: Version 4`);
  });

  it.each([
    ['a branch', { kind: 'branch', name: 'feature/x' }, '3'],
    ['a tag', { kind: 'tag', name: 'v1' }, '1'],
  ] as const)('is of %s', async (_, ref, version) => {
    await run({ ref, directory: 'picked' });
    expect(versionIn('picked')).toBe(version);
  });

  it('is of a commit that no branch ends with', async () => {
    await run({ ref: { kind: 'commit', name: commits[1] ?? '' }, directory: 'deep/er' });
    expect(versionIn('deep/er')).toBe('2');
  });

  it('is as deep as it is asked to be', async () => {
    const countOf = (directory: string) =>
      execFileSync('git', ['rev-list', '--count', 'HEAD'], {
        cwd: bench.path(`work/${bench.execution}/${directory}`),
        encoding: 'utf8',
      }).trim();
    const repository = `file://${origin}`;
    await run({ repository, depth: 1, directory: 'shallow' });
    await run({ repository, depth: 0, directory: 'whole' });
    expect([countOf('shallow'), countOf('whole')]).toEqual(['1', '3']);
  });

  it('brings one that is there already to what is asked for', async () => {
    await run({ ref: { kind: 'tag', name: 'v1' }, directory: 'twice' });
    writeFileSync(bench.path(`work/${bench.execution}/twice/version`), 'changed by a step');
    const { outcome } = await run({ ref: { kind: 'branch', name: 'main' }, directory: 'twice' });
    expect(outcome.status).toBe('Success');
    expect(versionIn('twice')).toBe('4');
  });

  it('of a branch that is not there says so', async () => {
    const { outcome } = await run({ ref: { kind: 'branch', name: 'nowhere' } });
    expect(failure(outcome)?.message).toContain("couldn't find remote ref refs/heads/nowhere");
  });

  it('that git gives up says why, and not what git advises after that', async () => {
    const repository = bench.path('nowhere.git');
    const { outcome, text } = await run({ repository });
    expect(text.trimEnd()).toMatch(/and the repository exists\.$/);
    expect(failure(outcome)?.message).toBe(
      `git exited with code 128: fatal: '${repository}' does not appear to be a git repository`,
    );
  });

  it.each(['ext::sh -c "touch pwned"', '../other', 'shop', '--upload-pack=x', 'http//x'])(
    'is refused of %s, which is no repository',
    async (repository) => {
      const { outcome } = await run({ repository });
      expect(failure(outcome)).toMatchObject({ types: ['ConfigurationFailure'] });
    },
  );
});

it.each([
  ['of a URL', (host: string) => ({ repository: ['http://ada:', TOKEN, `@${host}/shop.git`] })],
  [
    'of a connector',
    (host: string) => ({
      repository: `http://${host}/shop.git`,
      credentials: { user: 'ada', password: [TOKEN] },
    }),
  ],
])(
  'credentials %s go to the server, and neither to a command line, the log nor the disk',
  async (_, of) => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { outcome, text } = await run({ ...of(host), directory: 'guarded' });
    server.close();
    const basic = `Basic ${Buffer.from('ada:canary-t0ken').toString('base64')}`;
    expect(seen).toContain(basic);
    expect(failure(outcome)).toMatchObject({ types: ['Authentication'] });
    expect(JSON.stringify(outcome) + text).not.toContain('canary');
    const config = readFileSync(bench.path(`work/${bench.execution}/guarded/.git/config`), 'utf8');
    expect(config).toContain(`url = http://${host}/shop.git`);
    expect(config).not.toContain('canary');
  },
);

it('credentials do not follow a redirect to another host', async () => {
  const seen: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const first = createServer((request, response) => {
    response.writeHead(302, { location: `${elsewhere}${request.url}` }).end();
  });
  first.listen(0, '127.0.0.1');
  await once(first, 'listening');
  const repository = `http://127.0.0.1:${(first.address() as AddressInfo).port}/shop.git`;
  const credentials = { user: 'ada', password: [TOKEN] };
  const { outcome } = await run({ repository, credentials, directory: 'led-astray' });
  first.close();
  other.close();
  expect(outcome.status).toBe('Failed');
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter((authorization) => authorization !== undefined)).toEqual([]);
});

describe('a repository', () => {
  it.each([
    ['https://github.com/acme/shop.git', 'https://github.com/acme/shop.git', 'shop', null],
    ['https://tok%40en@host/a/b', 'https://host/a/b', 'b', { user: 'tok@en', password: '' }],
    ['ssh://git@host:22/a/b.git', 'ssh://git@host:22/a/b.git', 'b', null],
    ['git@github.com:acme/shop.git', 'git@github.com:acme/shop.git', 'shop', null],
    ['/srv/git/shop/', '/srv/git/shop/', 'shop', null],
    ['/srv/git/..', '/srv/git/..', 'repository', null],
  ])('%s is known by its URL, name and credentials', (said, url, name, credentials) => {
    expect(repositoryOf(said)).toEqual({ url, name, credentials });
  });
});
