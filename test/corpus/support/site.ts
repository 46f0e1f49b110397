import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@reprise/api/client';
import { createServer } from '@reprise/server';
import { vi } from 'vitest';
import { valueOf } from '../../../packages/cli/command-error.ts';
import { type FakeSite, openFakeSite } from './fake-site.ts';
import { type FakeTools, installFakeTools } from './fake-tools.ts';

/** A whole server with its own delegate and launcher, in a world in which only the tools and the sites are not real. */
export interface Site {
  readonly client: Client;
  readonly tools: FakeTools;
  readonly web: FakeSite;
  close(): Promise<void>;
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function openSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-corpus-'));
  const tools = installFakeTools(join(folder, 'tools'));
  const web = await openFakeSite();
  makeRepository(join(folder, 'forge'));
  // What steps inherit of the server's own environment.
  vi.stubEnv('PATH', `${tools.bin}:${process.env['PATH']}`);
  vi.stubEnv('HOME', folder);
  const server = await createServer({
    dataFolder: join(folder, 'data'),
    version: 'corpus',
    logger: SILENT,
    concurrency: 20,
    publicUrl: 'https://reprise.example.com',
  });
  const client = createClient({
    fetch: (request) => server.fetch(request),
    baseUrl: 'http://localhost',
  });
  await store(client, 'site', web.url);
  await store(client, 'forge', join(folder, 'forge'));
  return {
    client,
    tools,
    web,
    close: async () => {
      await server.close();
      await web.close();
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Where things are is known to pipelines by a variable of the account, as it would be for a team. */
async function store(client: Client, identifier: string, value: string): Promise<void> {
  const variable = {
    identifier,
    name: identifier,
    type: 'String',
    spec: { valueType: 'FIXED', fixedValue: value },
  };
  valueOf(await client.createVariable({ body: JSON.stringify({ variable }) }));
}

/** A repository with a service in it, on `main`, and a tag. */
function makeRepository(forge: string): void {
  const work = join(forge, 'shop');
  mkdirSync(work, { recursive: true });
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', work, ...identity, ...args]);
  git('init', '-q', '-b', 'main');
  writeFileSync(join(work, 'VERSION'), '1.4.0\n');
  writeFileSync(join(work, 'build.sh'), 'mkdir -p out && echo "app $1" > out/app\n');
  git('add', '.');
  git('commit', '-q', '-m', 'Sell shoes');
  git('tag', 'v1.4.0');
}
