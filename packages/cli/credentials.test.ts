import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentialsFile, keepToken, keptToken } from './credentials.ts';
import { main } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'reprise-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const URL_A = 'https://a.example.com';
const URL_B = 'https://b.example.com/gateway';

test('a token is kept for one server, however its address is written, and for nobody else to read', () => {
  const environment = { HOME: home };
  keepToken(environment, URL_A, 'pat.a');
  const file = keepToken(environment, `${URL_B}/`, 'pat.b');
  expect(file).toBe(join(home, '.config', 'reprise', 'credentials.json'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(keptToken(environment, `${URL_A}/`)).toBe('pat.a');
  expect(keptToken(environment, URL_B)).toBe('pat.b');
  expect(keptToken(environment, 'http://a.example.com')).toBeNull();
  keepToken(environment, URL_A, null);
  expect(keptToken(environment, URL_A)).toBeNull();
  expect(readFileSync(file, 'utf8')).not.toContain('pat.a');
  expect(keptToken(environment, URL_B)).toBe('pat.b');
});

test('who has no home has no kept tokens, and cannot keep one', () => {
  expect(keptToken({}, URL_A)).toBeNull();
  expect(() => keepToken({}, URL_A, 'pat.a')).toThrow('set HOME or XDG_CONFIG_HOME');
});

test.each(['{', '[]', '{"tokens": {"https://a.example.com": 5}}'])(
  'a file that is not as it is written is told by its name: %s',
  (text) => {
    const environment = { XDG_CONFIG_HOME: home };
    keepToken(environment, URL_A, 'pat.a');
    const file = credentialsFile(environment) ?? '';
    writeFileSync(file, text);
    expect(() => keptToken(environment, URL_A)).toThrow(file);
  },
);

test('logging out where nothing is kept, or of what is no address, says so', async () => {
  const { terminal, printed } = recordingTerminal({ environment: { HOME: home } });
  expect(await main(['logout', '--server', URL_A], terminal)).toBe(0);
  expect(printed.out).toContain(`No token is kept for ${URL_A}`);
  expect(await main(['logout', '--server', 'nowhere'], terminal)).toBe(2);
  expect(printed.err).toContain('"nowhere" is no server address');
});
