import type { Json } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import type { ConnectorLevel } from './connector-login.ts';
import { readImageConnector } from './image-connector.ts';

const ADA = { username: 'ada', passwordRef: 'password' };
const docker = (dockerRegistryUrl: string, spec: Json = ADA, type = 'UsernamePassword') => ({
  type: 'DockerRegistry',
  spec: { dockerRegistryUrl, providerType: 'Other', auth: { type, spec } },
});

function read(details: Readonly<Record<string, Json>>, level: ConnectorLevel = 'project') {
  const connector = readImageConnector(details, level);
  return connector.ok ? connector.value : connector.error;
}

describe('a connector to a registry', () => {
  it('has a name and the reference to a password', () => {
    expect(read(docker('https://registry.example.com/v2/'))).toEqual({
      login: { registry: 'registry.example.com', user: 'ada', password: [{ secret: 'password' }] },
    });
  });

  it.each([
    ['https://index.docker.io/v2/', 'docker.io'],
    ['https://registry.hub.docker.com', 'docker.io'],
    ['http://Registry.Example.com:5000', 'registry.example.com:5000'],
    ['registry.example.com', 'registry.example.com'],
  ])('at %s is that of %s', (url, registry) => {
    expect(read(docker(url))).toMatchObject({ login: { registry } });
  });

  it('means secrets of its own level when it names none', () => {
    const login = { usernameRef: 'name', passwordRef: 'org.password' };
    expect(read(docker('https://host', login), 'account')).toMatchObject({
      login: { user: [{ secret: 'account.name' }], password: [{ secret: 'org.password' }] },
    });
  });

  it.each([
    ['is open to everybody', docker('https://host', {}, 'Anonymous')],
    ['says nothing of a login', { type: 'DockerRegistry', spec: { dockerRegistryUrl: 'host' } }],
    ['is of a cloud', { type: 'Aws', spec: { credential: {} } }],
  ])('adds no login when it %s', (_, details) => {
    expect(read(details)).toEqual({});
  });
});

it.each([
  ['is of the type Github', { type: 'Github', spec: {} }],
  ['has no dockerRegistryUrl', { type: 'DockerRegistry', spec: {} }],
  ['has credentials in its dockerRegistryUrl', docker('https://ada:pass@host/v2')],
  ['has credentials in its dockerRegistryUrl', docker('t0ken@host')],
  ['is no web address', docker('ftp://host')],
  ['is no web address', docker('https://a b')],
  ['authenticates by Token', docker('https://host', ADA, 'Token')],
  ['has no passwordRef', docker('https://host', { username: 'ada' })],
  ['has a password and no username', docker('https://host', { passwordRef: 'password' })],
])('a connector that %s is of no use for an image', (why, details) => {
  expect(read(details)).toContain(why);
});
