import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type Binaries, findBinaries } from './binaries.ts';
import { type RunAs, unprivilegedUser } from './run-as.ts';

/** A real PostgreSQL server for the tests of one file: on loopback, at a free port, with data that nobody keeps. */
export interface TestPostgres {
  /** Creates an empty database and answers its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

export interface TestPostgresOptions {
  /** Whether commits reach the disk, for measurements; tests do without. */
  readonly durable?: boolean;
}

/** Starts the server. Answers the reason in place of it when there are no programs for this platform. */
export async function startTestPostgres(
  options: TestPostgresOptions = {},
): Promise<TestPostgres | string> {
  const user = await unprivilegedUser();
  const folder = await mkdtemp(join(tmpdir(), 'reprise-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
  const binaries = await findBinaries(user, folder);
  if (typeof binaries === 'string') {
    await rm(folder, { recursive: true });
    return binaries;
  }
  const password = randomBytes(16).toString('hex');
  const data = join(folder, 'data');
  await initialise(binaries, user, data, password);
  const port = await freePort();
  const server = await start(binaries, user, data, port, options.durable ?? false);
  return testPostgres(server, folder, `postgres://postgres:${password}@127.0.0.1:${port}`);
}

function testPostgres(server: ChildProcess, folder: string, url: string): TestPostgres {
  let databases = 0;
  return {
    createDatabase: async () => {
      const name = `test_${(databases += 1)}`;
      const client = new Client({ connectionString: `${url}/postgres` });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return `${url}/${name}`;
    },
    stop: async () => {
      const exited = once(server, 'exit');
      server.kill('SIGINT');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

async function initialise(
  { initdb }: Binaries,
  user: RunAs,
  data: string,
  password: string,
): Promise<void> {
  const passwordFile = `${data}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(passwordFile, user.uid, user.gid);
  }
  const how = ['--encoding=UTF8', '--locale=C', '--no-sync', '--auth=scram-sha-256'];
  const who = ['--username=postgres', `--pwfile=${passwordFile}`];
  await promisify(execFile)(initdb, [`--pgdata=${data}`, ...how, ...who], {
    ...user,
    cwd: tmpdir(),
  });
}

async function start(
  { postgres }: Binaries,
  user: RunAs,
  data: string,
  port: number,
  durable: boolean,
): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const server = spawn(
    postgres,
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  process.once('exit', () => server.kill('SIGINT'));
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line);
    if (line.includes('database system is ready to accept connections')) {
      // Whatever it says later must not fill the pipe.
      server.stderr.resume();
      return server;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A port has no number.');
  return address.port;
}
