import { expect, it } from 'vitest';
import { EXIT } from '../exit-code.ts';
import { main } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

it.each([
  [['--to', 'ada'], 'user:EMAIL, group:ID or service-account:ID'],
  [['--to', 'robot:ada'], 'user:EMAIL, group:ID or service-account:ID'],
  [['--to', 'user:'], 'user:EMAIL, group:ID or service-account:ID'],
  [['--to', 'group:ops', '--application', 'a/b/c'], 'PROJECT or ORG/PROJECT'],
  [['--to', 'group:ops', '--application', '/b'], 'PROJECT or ORG/PROJECT'],
  [['--to', 'group:ops', '--environments', 'mine'], 'production or non-production'],
  [['--application', 'shop'], '--to'],
])('a grant %j is refused before anybody is asked, with what it should say', async (args, why) => {
  const { terminal, printed } = recordingTerminal();
  expect(await main(['grant', 'execute-pipeline', ...args], terminal)).toBe(EXIT.usage);
  expect(printed.err).toContain(why);
});
