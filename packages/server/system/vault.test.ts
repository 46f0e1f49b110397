import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { masterKeysFromEnvironment, masterKeysInFile } from './master-keys.ts';
import { createVault } from './vault.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER = Buffer.alloc(32, 2).toString('hex');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-vault-'));
  file = join(folder, 'master-keys');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the vault', () => {
  const vault = () => createVault(masterKeysFromEnvironment(KEY));

  it('opens what it sealed, also another time', () => {
    const sealed = vault().seal('hunter2 🔑', 'a');
    expect(sealed.sealed).not.toContain('hunter2');
    expect(vault().open(sealed, 'a')).toBe('hunter2 🔑');
    expect(vault().open(vault().seal('', 'a'), 'a')).toBe('');
  });

  it('never seals alike twice', () => {
    expect(vault().seal('hunter2', 'a').sealed).not.toBe(vault().seal('hunter2', 'a').sealed);
  });

  it('does not open what belongs to another secret, or was changed anywhere', () => {
    const { keyId, sealed } = vault().seal('hunter2', 'a');
    expect(() => vault().open({ keyId, sealed }, 'b')).toThrow();
    for (let at = 3; at < sealed.length; at += 1) {
      if (sealed[at] === '.' || sealed[at + 1] === '.' || at === sealed.length - 1) continue;
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      expect(() => vault().open({ keyId, sealed: changed }, 'a')).toThrow();
    }
  });

  it('says which key is missing', () => {
    const sealed = vault().seal('hunter2', 'a');
    const elsewhere = createVault(masterKeysFromEnvironment(OTHER));
    expect(() => elsewhere.open(sealed, 'a')).toThrow(`master key ${sealed.keyId}`);
  });

  it('opens what an older key sealed, and seals it anew under the newest', () => {
    const old = vault().seal('hunter2', 'a');
    const both = createVault(masterKeysFromEnvironment(`${OTHER},${KEY}`));
    expect(both.open(old, 'a')).toBe('hunter2');
    const resealed = both.reseal(old, 'a');
    expect(resealed.keyId).toBe(both.newestKey());
    expect(createVault(masterKeysFromEnvironment(OTHER)).open(resealed, 'a')).toBe('hunter2');
    expect(both.renew()).toBe(both.newestKey());
  });
});

describe('the file of master keys', () => {
  it('is made with the first key, for its owner only, and read back', () => {
    const sealed = createVault(masterKeysInFile(file)).seal('hunter2', 'a');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(createVault(masterKeysInFile(file)).open(sealed, 'a')).toBe('hunter2');
  });

  it('keeps old keys until they are retired', () => {
    const vault = createVault(masterKeysInFile(file));
    const old = vault.seal('hunter2', 'a');
    vault.renew();
    expect(vault.open(old, 'a')).toBe('hunter2');
    const resealed = vault.reseal(old, 'a');
    vault.retireOldKeys();
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(vault.open(resealed, 'a')).toBe('hunter2');
    expect(() => vault.open(old, 'a')).toThrow('does not have the master key');
  });

  it('is refused when others may read it', () => {
    masterKeysInFile(file).add();
    chmodSync(file, 0o640);
    expect(() => masterKeysInFile(file)).toThrow('chmod 600');
  });

  it.each(['hunter2', '', `${KEY},short`])('does not take %j for a key', (text) => {
    expect(() => masterKeysFromEnvironment(text)).toThrow('no master key');
  });
});
