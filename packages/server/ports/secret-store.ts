import type { ObjectScope } from './object-store.ts';

/** Which secret: its object has the same scope and identifier. */
export interface SecretKey {
  readonly scope: ObjectScope;
  readonly identifier: string;
}

/** A secret's value as it lies in the database: never in the clear (I10). */
export interface SealedValue {
  /** Names the master key without which `sealed` is noise. */
  readonly keyId: string;
  readonly sealed: string;
}

export interface StoredSecret extends SecretKey {
  readonly value: SealedValue;
}

/** The values of secrets. Only the newest is kept: what was replaced or removed is gone. */
export interface SecretStore {
  put(key: SecretKey, value: SealedValue): Promise<void>;
  get(key: SecretKey): Promise<SealedValue | null>;
  remove(key: SecretKey): Promise<boolean>;
  /** Some of those that another master key than this one sealed. */
  underOtherKeys(keyId: string, limit: number): Promise<readonly StoredSecret[]>;
  /** Puts `to` in the place of `from`; false when somebody put another value there in between. */
  replace(key: SecretKey, from: SealedValue, to: SealedValue): Promise<boolean>;
}
