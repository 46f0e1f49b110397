import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { TaskOutcome } from '@reprise/core/execution';
import type { ContainerTask, RunTask } from '@reprise/core/step-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginFolder } from '../../launcher/task-records.ts';
import { noSecrets } from '../../secret-source.ts';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { until, Workbench } from '../../testing/workbench.ts';

const bench = new Workbench();
const engine = fakeEngine(bench.workFolder);
const SECRET = 'canary-s3cret';
beforeAll(async () => {
  await bench.delegate({
    secrets: { ...noSecrets, get: async () => SECRET },
    settings: {
      containerEngine: engine.program,
      containerEnvironment: {
        DOCKER_HOST: 'unix:///run/engine.sock',
        DOCKER_CONFIG: bench.path('own-config'),
      },
    },
  });
});
afterAll(() => bench.close());

const task = (container: ContainerTask, script = 'true'): RunTask => ({
  type: 'Run',
  command: { shell: 'Sh', script },
  container,
  environment: {},
  outputs: [],
});

async function run(of: RunTask, id = bench.newTaskId()) {
  const outcome = await bench.server.submit(id, of);
  return { outcome, text: bench.server.text(id), id };
}

const image = (name: string, more: Partial<ContainerTask> = {}): ContainerTask => ({
  image: name,
  privileged: false,
  ...more,
});
const failure = (outcome: TaskOutcome) => ('failure' in outcome ? outcome.failure : null);

describe('an image that is pulled by a login', () => {
  const callsOf = (name: string) =>
    engine.calls().filter(({ arguments: given }) => given.includes(name));
  const privateImage = (name: string, more: Partial<ContainerTask> = {}) =>
    image(`private.example.com/${name}`, {
      login: { registry: 'private.example.com', user: 'ada', password: [{ secret: 'p' }] },
      ...more,
    });
  const auth = Buffer.from(`ada:${SECRET}`).toString('base64');

  it('is pulled by a configuration that only the CLI can read, and is gone before the step begins', async () => {
    mkdirSync(bench.path('own-config/contexts'), { recursive: true });
    const own = { currentContext: 'rootless', auths: { other: { auth: 'x' } }, credsStore: 'pass' };
    writeFileSync(bench.path('own-config/config.json'), JSON.stringify(own));
    const container = privateImage('tools:1', { pull: 'IfNotPresent' });
    const id = bench.newTaskId();
    const script = `env; cat; test -e "${loginFolder(bench.workFolder, id)}" || echo no login`;
    const outputs = [{ name: 'A', variable: 'A', secret: false }];
    const { outcome, text } = await run({ ...task(container, script), outputs }, id);
    expect(outcome.status).toBe('Success');
    const [asked, pulled, ran] = callsOf('private.example.com/tools:1');
    expect(asked?.arguments.slice(0, 2)).toEqual(['image', 'inspect']);
    expect(pulled).toMatchObject({
      arguments: ['pull', 'private.example.com/tools:1'],
      config: { auths: { 'private.example.com': { auth } }, currentContext: 'rootless' },
      modes: ['0o700', '0o600'],
      contexts: bench.path('own-config/contexts'),
      environment: { DOCKER_HOST: 'unix:///run/engine.sock' },
    });
    expect(ran?.arguments).toContain('never');
    expect(ran?.environment['DOCKER_CONFIG']).toBe(bench.path('own-config'));
    expect(ran?.environment).not.toHaveProperty('REGISTRY_AUTH_FILE');
    const seen = [asked, pulled, ran].map((call) => [call?.arguments, call?.environment]);
    for (const secret of [SECRET, auth]) expect(JSON.stringify(seen) + text).not.toContain(secret);
    expect(text).toContain('no login');
  });

  it('is not pulled again when it is there, unless the step asks for that', async () => {
    const pulls = () => callsOf('private.example.com/twice').map((call) => call.arguments[0]);
    await run(task(privateImage('twice')));
    await run(task(privateImage('twice')));
    expect(pulls()).toEqual(['image', 'pull', 'run', 'image', 'run']);
    await run(task(privateImage('twice', { pull: 'Always' })));
    expect(pulls().slice(5)).toEqual(['pull', 'run']);
  });

  it('of Docker Hub is pulled by a login under the name that the CLIs look for', async () => {
    const login = { registry: 'docker.io', user: 'ada', password: [{ secret: 'p' }] };
    await run(task(image('acme/tools', { login })));
    const pulled = callsOf('acme/tools').find((call) => call.arguments[0] === 'pull');
    expect(pulled?.config).toMatchObject({ auths: { 'https://index.docker.io/v1/': { auth } } });
  });

  it('that is never to be pulled needs no login', async () => {
    const container = privateImage('absent', { pull: 'Never' });
    const { outcome } = await run(task(container));
    expect(failure(outcome)?.message).toContain('no such image');
    expect(callsOf('private.example.com/absent')).toHaveLength(1);
  });

  it('that the registry denies fails the step in its own words, and leaves no login', async () => {
    const { outcome, id } = await run(task(privateImage('denied')));
    expect(failure(outcome)).toMatchObject({
      message: expect.stringMatching(/private\.example\.com\/denied.*requested access/),
      types: ['PluginImageFailure'],
    });
    expect(existsSync(loginFolder(bench.workFolder, id))).toBe(false);
  });

  it('and is of another registry than its connector says so when it cannot be had', async () => {
    const container = image('missing', { elsewhere: 'private.example.com' });
    const { outcome } = await run(task(container));
    expect(failure(outcome)?.message).toContain(
      'The connector is of the registry private.example.com and the image of another one',
    );
  });

  it('leaves no login behind when its pull has to be killed', async () => {
    const impatient = new Workbench();
    try {
      await impatient.delegate({
        secrets: { ...noSecrets, get: async () => SECRET },
        settings: { containerEngine: fakeEngine(impatient.workFolder).program },
      });
      const id = impatient.newTaskId();
      const ended = impatient.server.submit(id, task(privateImage('hangs')));
      const folder = loginFolder(impatient.workFolder, id);
      await until(() => impatient.read('calls.jsonl').includes('"config"'));
      expect(existsSync(folder)).toBe(true);
      impatient.server.stop(id, 'abort');
      expect((await ended).status).toBe('Stopped');
      expect(existsSync(folder)).toBe(false);
    } finally {
      await impatient.close();
    }
  });
});
