import type { Json } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import type { ConnectorLevel } from './connector-login.ts';
import { readGitConnector } from './git-connector.ts';

const hosted = (login: Json, more: Record<string, Json> = {}) => ({
  type: 'Github',
  spec: {
    url: 'https://git.example.com/acme',
    type: 'Account',
    authentication: { type: 'Http', spec: login },
    ...more,
  },
});
const token = (spec: Json) => hosted({ type: 'UsernameToken', spec });

function read(details: Readonly<Record<string, Json>>, level: ConnectorLevel = 'project') {
  const connector = readGitConnector(details, level);
  return connector.ok ? connector.value : connector.error;
}

describe('a connector to git', () => {
  it('of a provider has a name and the reference to a token', () => {
    expect(read(token({ username: 'ada', tokenRef: 'account.token' }))).toEqual({
      url: 'https://git.example.com/acme',
      holdsMany: true,
      credentials: { user: 'ada', password: [{ secret: 'account.token' }] },
    });
  });

  it('needs no name beside a token', () => {
    expect(read(token({ tokenRef: 'token' }))).toMatchObject({ credentials: { user: 'git' } });
  });

  it('means secrets of its own level when it names none', () => {
    const details = token({ usernameRef: 'name', tokenRef: 'org.token' });
    expect(read(details, 'account')).toMatchObject({
      credentials: { user: [{ secret: 'account.name' }], password: [{ secret: 'org.token' }] },
    });
  });

  it('of one repository, without authentication, is read by everybody', () => {
    const spec = { url: '/srv/git/shop.git', type: 'Http', connectionType: 'Repo' };
    expect(read({ type: 'Git', spec })).toEqual({ url: '/srv/git/shop.git', holdsMany: false });
  });

  it('of the type Git has its password in its own spec', () => {
    const login = { username: 'ada', passwordRef: 'password' };
    const spec = { url: 'https://host/', type: 'Http', connectionType: 'Account', spec: login };
    expect(read({ type: 'Git', spec })).toMatchObject({
      holdsMany: true,
      credentials: { user: 'ada', password: [{ secret: 'password' }] },
    });
  });
});

it.each([
  ['is of the type K8sCluster', { type: 'K8sCluster', spec: {} }],
  ['has no url', { type: 'Git', spec: {} }],
  ['has credentials in its url', hosted({}, { url: 'https://ada:pass@host/x' })],
  ['has credentials in its url', hosted({}, { url: 'https://t0ken@host/x' })],
  ['connects by Ssh', hosted({}, { authentication: { type: 'Ssh', spec: {} } })],
  ['connects by Ssh', { type: 'Git', spec: { url: 'git@host:x', type: 'Ssh' } }],
  ['authenticates by OAuth', hosted({ type: 'OAuth', spec: {} })],
  [
    'has a password and no username',
    hosted({ type: 'UsernamePassword', spec: { passwordRef: 'p' } }),
  ],
])('one that %s is refused', (reason, details) => {
  expect(read(details)).toContain(reason);
});
