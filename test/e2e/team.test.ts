import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { startCli } from './support/cli.ts';
import { type ServerProcess, startServer, temporaryFolder } from './support/server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(join(folder.path, 'data'), 0, {}, ['--team']);
});
afterAll(async () => {
  await server.terminate();
  await folder.remove();
});

const OWNER = 'owner@example.com';

/** A call as our own pages make it. */
async function call(path: string, body: object, cookie = ''): Promise<Response> {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { cookie, origin: server.url, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** The first administrator, by the link that the server printed; what their session may send. */
async function accepted(): Promise<string> {
  const secret = /#invitation=([\w-]+)/.exec(server.output())?.[1] ?? '';
  const given = { secret, email: OWNER, password: 'correct horse battery' };
  const answer = await call('/api/v1/invitations/accept', given);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** The token with which the command line begins, made in the browser. */
async function firstToken(cookie: string): Promise<string> {
  const account = 'accountIdentifier=default';
  const key = { identifier: 'browser', apiKeyType: 'USER' };
  await call(`/ng/api/apikey?${account}`, key, cookie);
  const token = { identifier: 'first', apiKeyIdentifier: 'browser', apiKeyType: 'USER' };
  const answer = await call(`/ng/api/token?${account}`, token, cookie);
  const { data }: { readonly data: string } = JSON.parse(await answer.text());
  return data;
}

const reprise = (token: string, ...args: readonly string[]) =>
  startCli([...args, '--server', server.url], token === '' ? {} : { REPRISE_API_KEY: token }).ended;

it('from the printed link to a run with a token of one’s own, and who did it is kept', async () => {
  const file = join(folder.path, 'hello.yaml');
  await writeFile(file, shellPipeline('hello', { greet: { say: 'echo hello' } }));
  const stranger = await reprise('', 'run', file);
  expect(stranger.code).not.toBe(0);
  expect(stranger.err).toMatch(/log in|REPRISE_API_KEY|token/i);

  const first = await firstToken(await accepted());
  const created = await reprise(first, 'token', 'create', 'laptop');
  const own = created.out.trim();
  expect(own).toMatch(/^pat\./);

  const run = await reprise(own, 'run', file, '--json');
  expect(run).toMatchObject({ code: 0 });
  const { planExecutionId }: { readonly planExecutionId: string } = JSON.parse(run.out);
  const audit = await reprise(own, 'audit', planExecutionId);
  expect(audit.out).toMatch(new RegExp(`${OWNER}.*run +execution ${planExecutionId}`));
  expect((await reprise(own, 'audit')).out).toContain('token command_line.laptop');
});
