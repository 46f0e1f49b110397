import { expect, test } from 'vitest';
import type { MailServerSettings, Store } from './index.ts';

const SERVER: MailServerSettings = {
  name: 'ours',
  host: 'mail.example.com',
  port: 587,
  useSsl: false,
  startTls: true,
  username: 'reprise 🛒',
  from: 'reprise@example.com',
};

/** Each account has one mail server or none. */
export function mailServerContract(current: () => Store): void {
  test('the newest is read back, and no other account’s', async () => {
    const { mailServers } = current();
    await mailServers.put('one', { ...SERVER, port: 25 });
    await mailServers.put('one', SERVER);
    expect(await mailServers.get('one')).toEqual(SERVER);
    expect(await mailServers.get('two')).toBeNull();
  });

  test('one that was removed is gone', async () => {
    const { mailServers } = current();
    await mailServers.put('one', SERVER);
    expect(await mailServers.remove('one')).toBe(true);
    expect(await mailServers.remove('one')).toBe(false);
    expect(await mailServers.get('one')).toBeNull();
  });
}
