import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { splitDocuments } from '../apply/documents.ts';
import { main } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let folder: string;
let files: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-apply-'));
  files = join(folder, 'team.yaml');
  writeFileSync(files, EVERYTHING);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function apply(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal();
  const options = ['--local', '--data', join(folder, 'data')];
  const code = await main(['apply', ...args, ...options], terminal);
  return { code, ...printed };
}

const IN_PROJECT = 'orgIdentifier: default\n  projectIdentifier: default_project';

/** One of each kind, in the order in which nothing would work. */
const EVERYTHING = `# What the team owns
---
overlayInputSet:
  identifier: all
  name: All
  pipelineIdentifier: shop
  ${IN_PROJECT}
  inputSetReferences: [calm]
---
inputSet:
  identifier: calm
  name: Calm
  ${IN_PROJECT}
  pipeline:
    identifier: shop
    variables:
      - {name: mood, type: String, value: calm}
---
pipeline:
  identifier: shop
  name: Shop
  ${IN_PROJECT}
  variables:
    - {name: mood, type: String, value: <+input>}
  stages:
    - stage:
        identifier: build
        name: Build
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: say
                  name: Say
                  template: {templateRef: account.say, versionLabel: v1}
---
template:
  identifier: say
  name: Say
  versionLabel: v1
  type: Step
  spec:
    type: ShellScript
    spec: {shell: Bash, source: {type: Inline, spec: {script: echo said}}}
---
infrastructureDefinition:
  identifier: racks
  name: Racks
  environmentRef: production
  type: CustomDeployment
---
environmentGroup: {identifier: everywhere, name: Everywhere, envIdentifiers: [production]}
---
environment: {identifier: production, name: Production, type: Production}
---
service: {identifier: shop, name: Shop}
---
connector:
  identifier: code
  name: Code
  type: Git
  spec: {url: https://git.example.com/code, type: Repo}
---
variable: {identifier: colour, name: Colour, type: String, spec: {valueType: FIXED, fixedValue: red}}
---
secret:
  identifier: token
  name: Token
  type: SecretText
  spec: {secretManagerIdentifier: harnessSecretManager, valueType: Inline, value: hunter2}
---
overrides:
  type: ENV_SERVICE_OVERRIDE
  environmentRef: account.production
  serviceRef: account.shop
  spec: {variables: [{name: colour, type: String, value: green}]}
`;

const IN_ORDER = [
  'secret token',
  'variable colour',
  'connector code',
  'service shop',
  'environment production',
  'infrastructure racks',
  'environmentGroup everywhere',
  'override account.production-account.shop',
  'template say v1',
  'pipeline shop',
  'inputSet calm',
  'overlayInputSet all',
];
const lines = (...results: readonly string[]): string =>
  results.map((result) => `${result}\n`).join('');

test('every kind of a file is created in the order that works, whatever the file’s own', async () => {
  const created = IN_ORDER.map((one) => `created ${one}`);
  expect(await apply(files)).toMatchObject({
    code: 0,
    err: '',
    out: lines(...created, '12 created.'),
  });
});

test('a second time changes nothing but what cannot be compared: the value of a secret', async () => {
  await apply(files);
  const unchanged = IN_ORDER.slice(1).map((one) => `unchanged ${one}`);
  expect((await apply(files)).out).toBe(
    lines('updated secret token', ...unchanged, '1 updated, 11 unchanged.'),
  );
});

test('only what differs is updated', async () => {
  await apply(files);
  const changed = EVERYTHING.replace('fixedValue: red', 'fixedValue: blue')
    .replace('git.example.com/code', 'git.example.com/moved')
    .replace('echo said', 'echo said it')
    .replace('value: calm', 'value: stormy');
  writeFileSync(files, changed);
  const { out } = await apply(files);
  expect(out.split('\n').filter((line) => line.startsWith('updated '))).toEqual([
    'updated secret token',
    'updated variable colour',
    'updated connector code',
    'updated template say v1',
    'updated inputSet calm',
  ]);
});

test('a dry run says what would become of each document, and changes nothing', async () => {
  const dry = await apply(files, '--dry-run');
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toContain('created pipeline shop\n');
  expect(dry.out).toMatch(/12 created\. A dry run: nothing was changed\.\n$/);
  expect((await apply(files)).out).toContain('12 created.\n');
  expect((await apply(files, '--dry-run')).out).toContain('unchanged template say v1\n');
});

test('a dry run refuses what could not be stored, and says where', async () => {
  writeFileSync(files, EVERYTHING.replace('type: Production}', 'type: Prod}'));
  const dry = await apply(files, '--dry-run');
  expect(dry.code).toBe(2);
  expect(dry.err).toContain(
    `${files}, from line 58: refused environment production\n  line 58, col`,
  );
});

test('a document that is refused stops none of the others, and the exit code tells', async () => {
  const wrong = 'moood, type: String, value: calm';
  const text = EVERYTHING.replace('mood, type: String, value: calm', wrong);
  writeFileSync(files, text);
  const { code, out, err } = await apply(files);
  expect(code).toBe(2);
  expect(err).toContain('refused inputSet calm');
  // By its place in the file, wherever the document begins in it.
  const line = text.slice(0, text.indexOf(wrong)).split('\n').length;
  expect(err).toContain(
    `  line ${line}, column 10: pipeline.variables.moood is not in the pipeline`,
  );
  expect(out).toContain('created overlayInputSet all\n11 created, 1 refused.\n');
});

test('a document that is nothing known changes nothing, and its line is named', async () => {
  writeFileSync(files, `${EVERYTHING}---\nkind: Deployment\n`);
  const { code, err, out } = await apply(files);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/What begins at line \d+ of .* Nothing was changed/);
});

test('what is no YAML is named by its line in the file, and changes nothing', async () => {
  writeFileSync(files, `${EVERYTHING}---\npipeline:\n  name: {a, b\n`);
  const { code, err, out } = await apply(files);
  expect([code, out]).toEqual([2, '']);
  const line = EVERYTHING.split('\n').length + 3;
  expect(err).toMatch(new RegExp(`team.yaml, line ${line}, column \\d+: .* Nothing was changed`));
});

test('with --json there is one list of what became of each', async () => {
  const applied: unknown = JSON.parse((await apply(files, '--json')).out);
  expect(applied).toHaveLength(12);
  expect(applied).toContainEqual({
    file: files,
    line: 41,
    kind: 'template',
    identifier: 'say',
    versionLabel: 'v1',
    result: 'created',
  });
});

test('a file of one document is kept to the letter, with what stands before it', () => {
  const text = '# ours\n---\r\npipeline: {}\n';
  expect(splitDocuments(text)).toEqual([{ line: 1, body: text }]);
});

test('a separator inside of a text is none, and empty documents do not count', () => {
  const text = 'a: |\n  one\n  ---\n  two\n--- # next\n\n# nothing\n---\nb: 1\n';
  expect(splitDocuments(text)).toEqual([
    { line: 1, body: 'a: |\n  one\n  ---\n  two\n' },
    { line: 9, body: 'b: 1\n' },
  ]);
});
