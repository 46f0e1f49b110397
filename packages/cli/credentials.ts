/** The tokens that `reprise login` keeps: one a server, in a file that nobody else of this machine can read. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

type Environment = Terminal['environment'];
type Tokens = Readonly<Record<string, string>>;

/** Where they are kept; null for who has no home. */
export function credentialsFile(environment: Environment): string | null {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const folder = environment['XDG_CONFIG_HOME'] || (home && join(home, '.config'));
  return folder === undefined || folder === '' ? null : join(folder, 'reprise', 'credentials.json');
}

/** The token for a server; null when none is kept. It is for this server, and is sent to no other. */
export const keptToken = (environment: Environment, url: string): string | null =>
  tokensIn(credentialsFile(environment))[serverOf(url)] ?? null;

/** Keeps the token for a server, or forgets it when there is none. Answers with the file. */
export function keepToken(environment: Environment, url: string, token: string | null): string {
  const file = credentialsFile(environment);
  if (file === null) {
    const message = 'There is no place to keep a token: set HOME or XDG_CONFIG_HOME.';
    throw new CommandError(EXIT.usage, message);
  }
  const { [serverOf(url)]: _, ...others } = tokensIn(file);
  const tokens = token === null ? others : { ...others, [serverOf(url)]: token };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Whole or not at all, and never for a moment readable by others.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ tokens }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
  return file;
}

/** A server is known by its address, however it is written. */
const serverOf = (url: string): string => new URL(url).href.replace(/\/+$/, '');

function tokensIn(file: string | null): Tokens {
  const text = file === null ? null : textOf(file);
  if (text === null) return {};
  const kept = parsed(text);
  if (kept !== null) return kept;
  throw new CommandError(
    EXIT.usage,
    `${file} is not as \`reprise login\` writes it. Remove it, and log in again.`,
  );
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new CommandError(EXIT.usage, `${file} cannot be read: ${String(error)}`);
  }
}

function parsed(text: string): Tokens | null {
  try {
    const document: unknown = JSON.parse(text);
    if (!isRecord(document) || !isRecord(document['tokens'])) return null;
    const entries = Object.entries(document['tokens']);
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
      ? Object.fromEntries(entries)
      : null;
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
