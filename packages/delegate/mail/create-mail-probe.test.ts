import { afterEach, expect, test } from 'vitest';
import { mailServers } from '../testing/mail-servers.ts';
import { createMailProbe } from './create-mail-probe.ts';
import type { StoredMailServer } from './mail-server.ts';

const { mailServer, close } = mailServers();
afterEach(close);

const MAIL = { to: ['a@example.com', 'b@example.com'], subject: 'Hello', body: 'There' };

/** A mail server as it is stored, at `host:port`. */
function storedAt(address: string): StoredMailServer {
  const [host = '', port = ''] = address.split(':');
  const plain = { useSsl: false, startTls: false };
  const login = { username: 'reprise', password: 'hunter2' };
  return { host, port: Number(port), ...plain, ...login, from: 'reprise@example.com' };
}

test('a mail server that takes the mail has no problem', async () => {
  const { host, received } = await mailServer({
    onAuth: ({ username, password }, _, done) => {
      const known = username === 'reprise' && password === 'hunter2';
      done(known ? null : new Error('unknown'), { user: username ?? '' });
    },
  });
  expect(await createMailProbe()(storedAt(host), MAIL)).toBeNull();
  expect(received).toMatchObject([{ from: 'reprise@example.com', to: MAIL.to }]);
  expect(received[0]?.text).toContain('Subject: Hello');
});

test('a mail server says what is wrong, and nobody says the password', async () => {
  const { host } = await mailServer({
    onAuth: ({ password }, _, done) => done(new Error(`no user has ${password}`)),
  });
  const problem = await createMailProbe()(storedAt(host), MAIL);
  expect(problem).toContain(`could not be sent by ${host}`);
  expect(problem).not.toContain('hunter2');
});

test('a mail that is not taken for everybody is a problem', async () => {
  const { host } = await mailServer({
    onAuth: (_, __, done) => done(null, { user: 'reprise' }),
    onRcptTo: ({ address }, _, done) =>
      done(address === 'b@example.com' ? new Error('nobody is called so') : null),
  });
  const problem = await createMailProbe()(storedAt(host), MAIL);
  expect(problem).toBe('The mail server refused b@example.com.');
});

test('a mail server that is not there is a problem', async () => {
  const { host } = await mailServer();
  await close();
  expect(await createMailProbe()(storedAt(host), MAIL)).toContain('ECONNREFUSED');
});
