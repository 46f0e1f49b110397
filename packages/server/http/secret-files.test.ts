import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SecretKey } from '../ports/index.ts';
import { masterKeysFromEnvironment } from '../system/master-keys.ts';
import { createVault } from '../system/vault.ts';
import { boundTo } from '../use-cases/objects/secret-values.ts';
import { type ApiBench, denied, granted, MASTER_KEY, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

const CONTENT = '\uFEFFBEGIN KEY\nline two\r\n\nEND KEY\n';
const KEY: SecretKey = {
  scope: { level: 'account', accountId: 'default' },
  identifier: 'deploy_key',
};

const specOf = (type: string, more: object = {}): string =>
  JSON.stringify({
    secret: { identifier: 'deploy_key', name: 'Deploy key', type, spec: more },
  });
const spec = specOf('SecretFile', { secretManagerIdentifier: 'harnessSecretManager' });

const create = (body: { readonly spec: string; readonly file?: string }) =>
  bench.client.createSecretFile({ body });

/** What a task would be given. */
async function stored(): Promise<string | null> {
  const sealed = await bench.store.secrets.get(KEY);
  const vault = createVault(masterKeysFromEnvironment(MASTER_KEY));
  return sealed === null ? null : vault.open(sealed, boundTo(KEY));
}

it('a file is kept as a secret to the letter, and is told to nobody', async () => {
  const created = granted(await create({ spec, file: CONTENT }));
  expect(created.data.secret).toMatchObject({ identifier: 'deploy_key', type: 'SecretFile' });
  expect(await stored()).toBe(CONTENT);
  const path = { secret: 'deploy_key' };
  const shown = granted(await bench.client.getSecret({ path }));
  expect(JSON.stringify([created, shown])).not.toContain('BEGIN KEY');
});

it('a file is replaced by a new one, and stays when none comes', async () => {
  granted(await create({ spec, file: CONTENT }));
  const path = { secret: 'deploy_key' };
  granted(await bench.client.updateSecretFile({ path, body: { spec, file: 'another' } }));
  expect(await stored()).toBe('another');
  granted(await bench.client.updateSecretFile({ path, body: { spec } }));
  granted(await bench.client.updateSecret({ path, body: spec }));
  expect(await stored()).toBe('another');
});

it('a file without content, or with it in the wrong place, is not stored', async () => {
  const refused = async (body: { spec: string; file?: string }) =>
    denied(await create(body)).message;
  expect(await refused({ spec })).toContain('the field "file" of a form');
  expect(await refused({ spec, file: '' })).toContain('neither empty');
  expect(await refused({ spec, file: 'x'.repeat(24_001) })).toContain('at most 24000');
  expect(await refused({ spec: specOf('SecretText', {}), file: 'x' })).toContain('SecretFile');
  const inline = specOf('SecretFile', { value: 'pssst' });
  expect(await refused({ spec: inline, file: 'x' })).toMatch(/^(?!.*pssst).*has no value in its/s);
  expect(await stored()).toBeNull();
});

it('a body that is no form, or a file that is no text, is refused without a word of it', async () => {
  const path = '/ng/api/v2/secrets/files';
  const noForm = await bench.send('POST', path, { body: spec });
  expect([noForm.status, await noForm.text()]).toEqual([
    400,
    expect.stringContaining('multipart/form-data'),
  ]);
  const torn = { 'content-type': 'multipart/form-data; boundary=x' };
  expect((await bench.send('POST', path, { body: 'pssst', headers: torn })).status).toBe(400);
  const form = new FormData();
  form.append('spec', spec);
  form.append('file', new Blob([new Uint8Array([0xff, 0xfe, 0x00])]));
  const binary = await bench.send('POST', path, { body: form });
  expect([binary.status, await binary.text()]).toEqual([400, expect.stringContaining('UTF-8')]);
});
