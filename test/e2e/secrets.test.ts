import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliOf } from './support/cli.ts';
import { detail, ended, execute, logOf } from './support/client.ts';
import { type ServerProcess, startServer, temporaryFolder } from './support/server-process.ts';

/** Unlike anything else, and with signs that each encoding writes in its own way. */
const CANARY = 'kanari/"vogel" & 7391+söhne';
const OTHER = 'zweiter-kanarienvogel-5527';
const WHERE = 'accountIdentifier=default&orgIdentifier=default&projectIdentifier=default_project';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let data: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder.path, 'data');
  server = await startServer(data);
});
afterAll(async () => {
  await server.terminate();
  await folder.remove();
});

const secret = (identifier: string, value: string, scope: string): string =>
  `secret:
  type: SecretText
  identifier: ${identifier}
  name: ${identifier}
${scope}  spec: {valueType: Inline, value: ${JSON.stringify(value)}}
`;

const PROJECT = '  orgIdentifier: default\n  projectIdentifier: default_project\n';

const step = (identifier: string, script: string, more = ''): string => `
              - step:
                  identifier: ${identifier}
                  name: ${identifier}
                  type: ShellScript
                  spec:
                    shell: Bash
                    environmentVariables:
                      - {name: TOKEN, type: String, value: '<+secrets.getValue("token")>'}
                      - {name: SHARED, type: Secret, value: account.shared}
                    source:
                      type: Inline
                      spec:
                        script: ${JSON.stringify(script)}${more}`;

const pipeline = (identifier: string, steps: string): string => `pipeline:
  identifier: ${identifier}
  name: ${identifier}
${PROJECT}  stages:
    - stage:
        identifier: one
        name: one
        type: Custom
        spec:
          execution:
            steps:${steps}
`;

const TELLS_ALL = [
  'echo "plain $TOKEN and $SHARED"',
  'echo "$TOKEN" >&2',
  'printf %s "user:$TOKEN" | base64',
  'printf %s "$TOKEN" | base64 -w 9',
  'printf %s "$TOKEN" | od -An -v -tx1 | tr -d " \\n"; echo',
  'for ((i = 0; i < ${#TOKEN}; i++)); do printf %s "${TOKEN:i:1}"; sleep 0.002; done; echo',
  'head -c 65530 /dev/zero | tr "\\0" x; echo "$TOKEN"',
  'OUT="it is $TOKEN"',
].join('\n');

const OUTPUT = `
                    outputVariables:
                      - {name: out, type: String, value: OUT}`;

/** Every file below a folder, as bytes. */
async function filesOf(path: string): Promise<readonly (readonly [string, Buffer])[]> {
  const names = await readdir(path, { recursive: true });
  const files: [string, Buffer][] = [];
  for (const name of names) {
    const file = join(path, name);
    const found = await stat(file).catch(() => null);
    if (found?.isFile() === true) files.push([name, await readFile(file)]);
  }
  return files;
}

/** The forms of which none may be anywhere. */
const FORMS = [
  ...[CANARY, OTHER].flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64').slice(0, 16),
    Buffer.from(`user:${value}`).toString('base64').slice(8, 24),
    Buffer.from(value).toString('hex').slice(0, 24),
  ]),
  // What is left of it when only its special signs were masked.
  'kanari',
  'kanarienvogel',
];

const leaksIn = (bytes: Buffer | string): readonly string[] =>
  FORMS.filter((form) => bytes.includes(form));

describe('a secret', () => {
  it('reaches its step, and is nowhere else: no file, no log, no event, no answer', async () => {
    const files = join(folder.path, 'files');
    await mkdir(files);
    await writeFile(join(files, 'token.yaml'), secret('token', CANARY, PROJECT));
    await writeFile(join(files, 'shared.yaml'), secret('shared', OTHER, ''));
    const compare = `[ "$TOKEN" = '${CANARY}' ]`;
    const length = Buffer.byteLength(OTHER);
    const steps =
      step('tell', TELLS_ALL, OUTPUT) +
      step('check', `[ "$(printf %s "$SHARED" | wc -c)" = ${length} ]`) +
      step('fail', 'echo "bad token $TOKEN" >&2; exit 3');
    expect(leaksIn(compare)).not.toEqual([]);
    await writeFile(join(files, 'pipeline.yaml'), pipeline('teller', steps));

    const reprise = cliOf(server.url);
    const applied = await reprise('apply', files);
    expect(applied).toMatchObject({
      code: 0,
      out: 'created secret shared\ncreated secret token\ncreated pipeline teller\n3 created.\n',
    });
    const again = await reprise('apply', files);
    expect(again.out).toMatch(/unchanged pipeline teller\n2 updated, 1 unchanged\.\n$/);

    const execution = await execute(server.url, 'teller');
    expect(await ended(server.url, execution)).toBe('Failed');
    const shown = await detail(server.url, execution);
    const statuses = Object.values(shown.executionGraph.nodeMap).map(
      ({ identifier, status }) => `${identifier} ${status}`,
    );
    expect(statuses).toEqual(
      expect.arrayContaining(['tell Success', 'check Success', 'fail Failed']),
    );

    const log = await logOf(server.url, execution, 'tell');
    expect(log.map(({ out }) => out)).toContain('plain ************** and **************');
    const answers = await Promise.all(
      [
        `/ng/api/v2/secrets?${WHERE}`,
        `/ng/api/v2/secrets/token?${WHERE}`,
        `/pipeline/api/pipelines/execution/v2/${execution}?${WHERE}&renderFullBottomGraph=true`,
        `/pipeline/api/pipelines/execution/${execution}/inputsetV2?${WHERE}`,
      ].map(async (path) => (await fetch(`${server.url}${path}`)).text()),
    );
    const told = [...answers, JSON.stringify([shown, log]), applied.out, applied.err, again.err];
    expect(told.flatMap(leaksIn)).toEqual([]);
    expect(leaksIn(server.output())).toEqual([]);

    const kept = await filesOf(data);
    expect(kept.map(([name]) => name)).toContain('reprise.db');
    expect(kept.flatMap(([name, bytes]) => leaksIn(bytes).map((form) => [name, form]))).toEqual([]);
  });

  it('that is missing fails its step before it starts, and says so', async () => {
    const file = join(folder.path, 'missing.yaml');
    const text = pipeline('misser', step('one', 'echo ran')).replace('"token"', '"nobodys"');
    await writeFile(file, text);
    const { code, out, err } = await cliOf(server.url)('run', file);
    expect(code).toBe(1);
    expect(out + err).toContain('The secret "nobodys" does not exist');
  });

  it('is read anew by a retry, after it was changed and the master key was renewed', async () => {
    const reprise = cliOf(server.url);
    const file = join(folder.path, 'rotated.yaml');
    const check = `[ "$(printf %s "$SHARED" | wc -c)" = 5 ] && touch ${folder.path}/rotated`;
    await writeFile(file, pipeline('rotator', step('one', check)));
    const failed = await reprise('run', file, '--json');
    expect(failed.code).toBe(1);
    const keysBefore = await readFile(join(data, 'master-keys'), 'utf8');

    const changed = join(folder.path, 'changed.yaml');
    await writeFile(changed, secret('shared', 'fünf', ''));
    expect((await reprise('apply', changed)).out).toBe('updated secret shared\n1 updated.\n');
    expect((await reprise('rotate-master-key')).out).toMatch(/^Sealed anew under .*: 2\.\n$/);
    expect(await readFile(join(data, 'master-keys'), 'utf8')).not.toBe(keysBefore);

    const { planExecutionId }: { planExecutionId: string } = JSON.parse(failed.out);
    expect((await reprise('retry', planExecutionId)).code).toBe(0);
  });
});
