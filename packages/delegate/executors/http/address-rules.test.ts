import { describe, expect, it } from 'vitest';
import { addressRules } from './address-rules.ts';

const rules = addressRules([], []);

describe('without anything from the operator', () => {
  it.each(['127.0.0.1', '::1', '10.1.2.3', '192.168.0.9', '172.16.5.4', 'fd12::1', '8.8.8.8'])(
    '%s may be called: delegates live among such addresses',
    (address) => {
      expect(rules.objection('host', address)).toBeNull();
    },
  );

  it.each([
    ['link-local', '169.254.1.1'],
    ['the metadata service of most clouds', '169.254.169.254'],
    ['the same, in IPv6 clothes', '::ffff:169.254.169.254'],
    ['the same, in hexadecimal', '::ffff:a9fe:a9fe'],
    ['the same, by NAT64', '64:ff9b::a9fe:a9fe'],
    ['the same, by 6to4', '2002:a9fe:a9fe::1'],
    ['link-local of IPv6', 'fe80::1'],
    ['the metadata service of AWS by IPv6', 'fd00:ec2::254'],
    ['the metadata service of Alibaba', '100.100.100.200'],
    ['no address in particular', '0.0.0.0'],
    ['many at once', '224.0.0.1'],
  ])('%s is never called', (_, address) => {
    expect(rules.objection('metadata.example', address)).toContain(
      `metadata.example (${address}) is a link-local, metadata`,
    );
  });
});

it('an operator can narrow it to hosts, addresses and ranges', () => {
  const narrow = addressRules(['10.0.0.0/8', '192.0.2.7', '*.example.com', 'other.org'], []);
  const asked = (host: string, address: string) => narrow.objection(host, address) === null;
  expect(asked('10.9.9.9', '10.9.9.9')).toBe(true);
  expect(asked('mapped', '::ffff:10.9.9.9')).toBe(true);
  expect(asked('a', '192.0.2.7')).toBe(true);
  expect(asked('api.example.com', '8.8.8.8')).toBe(true);
  expect(asked('OTHER.org', '8.8.8.8')).toBe(true);
  expect(asked('example.com', '8.8.8.8')).toBe(false);
  expect(asked('evil-example.com', '8.8.8.8')).toBe(false);
  expect(asked('127.0.0.1', '127.0.0.1')).toBe(false);
  expect(asked('api.example.com', '169.254.169.254')).toBe(false);
});

it('an operator can deny what would be allowed', () => {
  const strict = addressRules([], ['127.0.0.0/8', '::1', 'db.internal']);
  expect(strict.objection('localhost', '127.0.0.1')).toContain('REPRISE_HTTP_DENY');
  expect(strict.objection('localhost', '::1')).toContain('REPRISE_HTTP_DENY');
  expect(strict.objection('db.internal', '10.0.0.1')).toContain('REPRISE_HTTP_DENY');
  expect(strict.objection('other', '10.0.0.1')).toBeNull();
});

it('an entry that means nothing is said, not passed over', () => {
  expect(() => addressRules(['10.0.0.0/8', 'http://x'], [])).toThrow('"http://x" is no host');
  expect(() => addressRules([], ['10.0.0.0/99'])).toThrow();
});
