import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedValue, Vault } from '../ports/index.ts';
import type { MasterKey, MasterKeys } from './master-keys.ts';

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 'v1';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Envelope encryption: each value has a random key of its own, which the master key seals. Both are bound to whose value
 * it is, so that a row that is moved under another name does not open. Sealed text: `v1.<key>.<value>`.
 */
export function createVault(keys: MasterKeys): Vault {
  const newest = (): MasterKey => keys.all()[0] ?? keys.add();
  const named = (id: string): MasterKey => {
    const key = keys.all().find((each) => each.id === id);
    if (key !== undefined) return key;
    throw new Error(
      `This server does not have the master key ${id}. Give it by REPRISE_MASTER_KEY, or restore the file of master keys that belongs to this database.`,
    );
  };

  const openKey = ({ keyId, sealed }: SealedValue, boundTo: string) => {
    const [format = '', wrapped = '', value = ''] = sealed.split('.');
    if (format !== FORMAT) throw new Error(`Secrets of the format "${format}" are not known.`);
    return { key: decrypt(named(keyId).bytes, wrapped, boundTo), value };
  };
  const wrap = (key: Buffer, value: string, boundTo: string): SealedValue => {
    const master = newest();
    const wrapped = encrypt(master.bytes, key, boundTo);
    return { keyId: master.id, sealed: `${FORMAT}.${wrapped}.${value}` };
  };

  return {
    seal: (value, boundTo) => {
      const key = randomBytes(KEY_BYTES);
      return wrap(key, encrypt(key, Buffer.from(value, 'utf8'), boundTo), boundTo);
    },
    open: (sealed, boundTo) => {
      const { key, value } = openKey(sealed, boundTo);
      return decrypt(key, value, boundTo).toString('utf8');
    },
    reseal: (sealed, boundTo) => {
      const { key, value } = openKey(sealed, boundTo);
      return wrap(key, value, boundTo);
    },
    newestKey: () => newest().id,
    renew: () => (keys.ownKeys ? keys.add() : newest()).id,
    retireOldKeys: () => keys.keepNewest(),
  };
}

function encrypt(key: Buffer, plain: Buffer, boundTo: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(boundTo, 'utf8'));
  const parts = [cipher.update(plain), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...parts]).toString('base64url');
}

/** @throws Error when anything of it was changed, or it is bound to something else. */
function decrypt(key: Buffer, text: string, boundTo: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo, 'utf8'));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}
