import type { SealedValue } from './secret-store.ts';

/** Seals the values of secrets, and opens them again: the one who holds the master keys. */
export interface Vault {
  /** `boundTo` says whose value it is: under another name it cannot be opened. */
  seal(value: string, boundTo: string): SealedValue;
  /** @throws Error without the value in it, when the key is not at hand or what was sealed has been changed. */
  open(value: SealedValue, boundTo: string): string;
  /** The same value under the newest master key. */
  reseal(value: SealedValue, boundTo: string): SealedValue;
  /** The key that seals now. */
  newestKey(): string;
  /**
   * Makes a new key the newest, where the keys are this server's own to make; older ones still open. Where they come
   * from outside, the newest that was given. Answers the id of the newest.
   */
  renew(): string;
  /** Lets go of all keys but the newest. */
  retireOldKeys(): void;
}
