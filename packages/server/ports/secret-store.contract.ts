import { expect, test } from 'vitest';
import type { SealedValue, SecretKey, Store } from './index.ts';
import { SCOPE } from './testing/examples.ts';

const KEY: SecretKey = { scope: { level: 'project', ...SCOPE }, identifier: 'token' };
const OF_ORG: SecretKey = {
  scope: { level: 'org', accountId: 'default', orgId: 'default' },
  identifier: 'token',
};
const sealed = (text: string, keyId = 'k1'): SealedValue => ({ keyId, sealed: text });

/** Sealed values of secrets, by scope and identifier. */
export function secretStoreContract(current: () => Store): void {
  test('the newest value of a secret is read back, and no other secret’s', async () => {
    const { secrets } = current();
    await secrets.put(KEY, sealed('one'));
    await secrets.put(OF_ORG, sealed('of the organisation'));
    await secrets.put(KEY, sealed('two', 'k2'));
    expect(await secrets.get(KEY)).toEqual(sealed('two', 'k2'));
    expect(await secrets.get(OF_ORG)).toEqual(sealed('of the organisation'));
    expect(await secrets.get({ ...KEY, identifier: 'Token' })).toBeNull();
  });

  test('a removed value is gone', async () => {
    const { secrets } = current();
    await secrets.put(KEY, sealed('one'));
    expect(await secrets.remove(KEY)).toBe(true);
    expect(await secrets.get(KEY)).toBeNull();
    expect(await secrets.remove(KEY)).toBe(false);
  });

  test('values that other keys sealed are found and replaced, until none is left', async () => {
    const { secrets } = current();
    await secrets.put(KEY, sealed('one', 'old'));
    await secrets.put(OF_ORG, sealed('two', 'new'));
    const [found, ...others] = await secrets.underOtherKeys('new', 10);
    expect(found).toEqual({ ...KEY, value: sealed('one', 'old') });
    expect(others).toEqual([]);
    expect(await secrets.underOtherKeys('newest', 1)).toHaveLength(1);
    expect(await secrets.replace(KEY, sealed('one', 'old'), sealed('one again', 'new'))).toBe(true);
    expect(await secrets.underOtherKeys('new', 10)).toEqual([]);
  });

  test('a value that was changed in between is not replaced', async () => {
    const { secrets } = current();
    await secrets.put(KEY, sealed('two'));
    expect(await secrets.replace(KEY, sealed('one'), sealed('three'))).toBe(false);
    expect(await secrets.get(KEY)).toEqual(sealed('two'));
    expect(await secrets.replace(OF_ORG, sealed('one'), sealed('two'))).toBe(false);
  });
}
