import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A master key that cannot be used. The message says where it came from and what to do, and nothing of the key. */
export class BadMasterKey extends Error {
  override readonly name = 'BadMasterKey';
}

/** A key that seals the keys of secrets. Its id tells nothing about it. */
export interface MasterKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The master keys of a server, newest first. */
export interface MasterKeys {
  all(): readonly MasterKey[];
  /** Whether this server makes its keys itself, and does not get them from outside. */
  readonly ownKeys: boolean;
  /** Puts a new key in front. @throws Error when the keys come from outside. */
  add(): MasterKey;
  /** Keeps the newest only. */
  keepNewest(): void;
}

const KEY_BYTES = 32;
const VARIABLE = 'REPRISE_MASTER_KEY';

/**
 * The keys of `REPRISE_MASTER_KEY`: one, or several with commas, the newest first.
 *
 * @throws BadMasterKey when one of them is no key of 32 bytes in base64 or hexadecimal.
 */
export function masterKeysFromEnvironment(value: string): MasterKeys {
  const keys = value.split(',').map((text) => keyOf(text.trim(), `The variable ${VARIABLE}`));
  return {
    ownKeys: false,
    all: () => keys,
    add: () => {
      throw new Error(`The master key comes from ${VARIABLE}; none is made here.`);
    },
    keepNewest: () => undefined,
  };
}

/**
 * The keys in a file of the data folder, one a line; the file is made, for its owner only, with the first key.
 *
 * @throws BadMasterKey when others may read the file, or a line of it is no key.
 */
export function masterKeysInFile(path: string): MasterKeys {
  let keys = existsSync(path) ? readKeys(path) : [];
  const save = (next: readonly MasterKey[]): void => {
    writeKeys(path, next);
    keys = next;
  };
  return {
    ownKeys: true,
    all: () => keys,
    add: () => {
      const key = asKey(randomBytes(KEY_BYTES));
      save([key, ...keys]);
      return key;
    },
    keepNewest: () => {
      if (keys.length > 1) save(keys.slice(0, 1));
    },
  };
}

function readKeys(path: string): readonly MasterKey[] {
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new BadMasterKey(
      `Others than its owner may read ${path}, which holds the master keys. Run chmod 600 on it; if somebody did read it, rotate the keys and change the secrets.`,
    );
  }
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => keyOf(line, `The file ${path}`));
}

/** In one step and durably: a secret that is sealed under a key which is lost is lost itself. */
function writeKeys(path: string, keys: readonly MasterKey[]): void {
  const text = keys.map(({ bytes }) => `${bytes.toString('base64')}\n`).join('');
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function keyOf(text: string, where: string): MasterKey {
  const bytes = Buffer.from(text, /^[0-9a-fA-F]{64}$/.test(text) ? 'hex' : 'base64');
  if (bytes.length === KEY_BYTES) return asKey(bytes);
  throw new BadMasterKey(
    `${where} holds something that is no master key: 32 random bytes in base64 or hexadecimal, as \`openssl rand -base64 32\` prints them.`,
  );
}

const asKey = (bytes: Buffer): MasterKey => ({
  id: createHash('sha256').update('reprise master key').update(bytes).digest('hex').slice(0, 16),
  bytes,
});
