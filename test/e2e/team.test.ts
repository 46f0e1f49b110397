import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { cli, startCli } from './support/cli.ts';
import { useServer } from './support/use-server.ts';

const server = useServer(['--team']);

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

let token: Promise<string> | undefined;
/** The first token, made once for the file. */
const ownersToken = (): Promise<string> => (token ??= accepted().then(firstToken));

const reprise = (token: string, ...args: readonly string[]) =>
  startCli([...args, '--server', server.url], token === '' ? {} : { REPRISE_API_KEY: token }).ended;

it('from the printed link to a run with a token of one’s own, and who did it is kept', async () => {
  const file = join(server.folder, 'hello.yaml');
  await writeFile(file, shellPipeline('hello', { greet: { say: 'echo hello' } }));
  const stranger = await reprise('', 'run', file);
  expect(stranger.code).not.toBe(0);
  expect(stranger.err).toMatch(/log in|REPRISE_API_KEY|token/i);

  const first = await ownersToken();
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

it('a token that is logged in with is kept for its server, until it is logged out', async () => {
  const home = { XDG_CONFIG_HOME: join(server.folder, 'config'), REPRISE_API_KEY: '' };
  const at = ['--server', server.url];
  const typed = (input: string) => startCli(['login', ...at], home, `${input}\n`).ended;
  expect(await typed('pat.default.nobody.secret')).toMatchObject({ code: 3 });
  expect(await typed('hunter2')).toMatchObject({ code: 2 });
  expect((await cli(['executions', ...at], home)).code).toBe(3);

  const login = await typed(await ownersToken());
  expect(login).toMatchObject({ code: 0, err: '' });
  expect(login.out).toContain(`Logged in to ${server.url} as ${OWNER}`);
  const file = join(home.XDG_CONFIG_HOME, 'reprise', 'credentials.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await cli(['executions', ...at], home)).code).toBe(0);
  // It is sent to this server only, however little the address differs.
  const other = server.url.replace('127.0.0.1', 'localhost');
  expect((await cli(['executions', '--server', other], home)).code).toBe(3);

  expect((await cli(['logout', ...at], home)).code).toBe(0);
  expect((await cli(['executions', ...at], home)).code).toBe(3);
});

const PROJECT = 'accountIdentifier=default&orgIdentifier=default&projectIdentifier=default_project';

/** A call with a token, as a program makes it. */
async function send(token: string, path: string, body: object): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const START =
  'mutation { startExecution(input: {applicationId: "default_project", entityId: "hello", executionType: PIPELINE}) { execution { cause { __typename name } } } }';
const start = async (token: string): Promise<unknown> =>
  JSON.parse(await (await send(token, '/gateway/api/graphql', { query: START })).text());

it('Execute Pipeline of FirstGen is given by one command, and is enough to run and to edit nothing', async () => {
  const admin = await ownersToken();
  const bot = { identifier: 'robot', name: 'robot', email: 'robot@example.com' };
  expect((await send(admin, `/ng/api/serviceaccount?${PROJECT}`, bot)).status).toBe(200);
  const made = ['token', 'create', 'ci', '--service-account', 'robot'];
  const place = ['--org', 'default', '--project', 'default_project'];
  const robot = (await reprise(admin, ...made, ...place)).out.trim();
  expect(await start(robot)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });

  const grant = ['grant', 'execute-pipeline', '--application', 'default_project'];
  const to = ['--to', 'service-account:robot'];
  expect((await reprise(robot, ...grant, ...to)).code).not.toBe(0);
  for (const _ of ['once', 'twice']) {
    expect(await reprise(admin, ...grant, ...to, '--environments', 'non-production')).toMatchObject(
      { code: 0, out: 'given in default/default_project\n' },
    );
  }
  expect(await start(robot)).toMatchObject({
    data: { startExecution: { execution: { cause: { __typename: 'ExecutedByAPIKey' } } } },
  });
  const group = await fetch(
    `${server.url}/authz/api/v2/resourcegroup/firstgen_non_production_environments?${PROJECT}`,
    { headers: { 'x-api-key': admin } },
  );
  expect(await group.text()).toContain('"attributeValues":["PreProduction"]');
  const file = join(server.folder, 'changed.yaml');
  await writeFile(file, shellPipeline('hello', { greet: { say: 'echo something else' } }));
  const changed = await reprise(robot, 'apply', file);
  expect(changed.code).not.toBe(0);
  expect(changed.err).toContain('core_pipeline_edit');
});

it('Execute Pipeline is given to nobody who is not there, and the command says so', async () => {
  const admin = await ownersToken();
  const nobody = await reprise(admin, 'grant', 'execute-pipeline', '--to', 'user:nobody@x.com');
  expect(nobody.code).not.toBe(0);
  expect(nobody.err).toContain('nobody@x.com');
  const owner = await reprise(admin, 'grant', 'execute-pipeline', '--to', `user:${OWNER}`);
  expect(owner).toMatchObject({ code: 0, out: 'given in all applications\n' });
});
