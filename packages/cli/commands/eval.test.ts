import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { main } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-eval-'));
  file = join(folder, 'context.json');
  writeFileSync(file, JSON.stringify({ app: { version: '1.2', ready: false } }));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function evaluated(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal();
  const code = await main(['eval', ...args], terminal);
  return { code, ...printed };
}

it('prints the value, its type, and what each path was worth', async () => {
  const { code, out } = await evaluated('v<+app.version>', '--context', file);
  expect(code).toBe(0);
  expect(out).toBe('v1.2  text\n  app.version = "1.2"  at 3\n');
});

it('prints a document with --json, and reads conditions', async () => {
  const condition = '<+app.ready> || <+app.version> == "1.2"';
  const { out } = await evaluated(condition, '--condition', '--json', '--context', file);
  expect(JSON.parse(out)).toMatchObject({ value: true, type: 'boolean' });
});

it.each([
  ['<+app.version> == "1.2"', true],
  ['<+app.ready> && <+app.ready>', true],
  ['<+<+app.version> == "1.2">', false],
  ['v<+app.version>', false],
])('says how a condition is read when it may be meant: %s', async (expression, said) => {
  const { err } = await evaluated(expression, '--context', file);
  expect(err.includes('--condition')).toBe(said);
  const { err: none } = await evaluated(expression, '--condition', '--context', file);
  expect(none).not.toContain('read as text');
});

it('points at the fault', async () => {
  const { code, err } = await evaluated('<+app.versoin>', '--context', file);
  expect(code).toBe(1);
  expect(err).toContain('Did you mean "version"?\n  <+app.versoin>\n        ^^^^^^^');
});

it('refuses what is no context', async () => {
  writeFileSync(file, '[1]');
  expect(await evaluated('1', '--context', file)).toMatchObject({ code: 2 });
});
