import { BlockList, isIP } from 'node:net';

/*
 * Where HTTP steps may go. Loopback and private addresses are what delegates are there for; link-local addresses and
 * the metadata services of clouds hand out credentials to whoever asks, and are refused always. The operator can
 * narrow it. Rules are asked about the address that is then connected to, for each connection anew, so that neither a
 * redirect nor a name that changes its address in between gets around them.
 */

const NEVER: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['fd20:ce::254', 128],
  ['ff00::', 8],
];

/** Ranges of IPv6 in which an IPv4 address stands, and in which of the eight groups it begins. */
const CARRIERS: readonly (readonly [prefix: readonly number[], group: number])[] = [
  [[0, 0, 0, 0, 0, 0xff_ff], 6],
  [[0, 0, 0, 0, 0, 0], 6],
  [[0x64, 0xff_9b, 0, 0, 0, 0], 6],
  [[0x20_02], 1],
];

export interface AddressRules {
  /** Why a connection to this address, which `host` stands for, must not be made; null when it may. */
  objection(host: string, address: string): string | null;
}

/** The rules of a delegate whose operator allows and denies this. Throws on an entry that is neither host nor range. */
export function addressRules(allow: readonly string[], deny: readonly string[]): AddressRules {
  const never = new BlockList();
  for (const [address, prefix] of NEVER) never.addSubnet(address, prefix, family(address));
  const allowed = matcher(allow);
  const denied = matcher(deny);
  return {
    objection(host, address) {
      const forms = address === '::1' ? [address] : [address, ...carriedBy(address)];
      const where = host === address ? address : `${host} (${address})`;
      if (forms.some((form) => never.check(form, family(form)))) {
        return `${where} is a link-local, metadata or otherwise reserved address: HTTP steps never reach those.`;
      }
      if (denied(host, forms)) return `${where} is denied by REPRISE_HTTP_DENY of this delegate.`;
      if (allow.length > 0 && !allowed(host, forms)) {
        return `${where} is not among what REPRISE_HTTP_ALLOW of this delegate allows.`;
      }
      return null;
    },
  };
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function matcher(
  entries: readonly string[],
): (host: string, addresses: readonly string[]) => boolean {
  const ranges = new BlockList();
  const hosts: string[] = [];
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    if (isIP(address) === 0) hosts.push(hostEntry(entry));
    else if (prefix === undefined) ranges.addAddress(address, family(address));
    else ranges.addSubnet(address, Number(prefix), family(address));
  }
  return (host, addresses) =>
    hosts.some((each) => isHostOf(host, each)) ||
    addresses.some((address) => ranges.check(address, family(address)));
}

function hostEntry(entry: string): string {
  if (/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(entry)) return entry.toLowerCase();
  throw new Error(`"${entry}" is no host, address or range such as 10.0.0.0/8.`);
}

/** `example.com` means that host, `*.example.com` all below it. */
const isHostOf = (host: string, entry: string): boolean =>
  entry.startsWith('*.')
    ? host.toLowerCase().endsWith(entry.slice(1))
    : host.toLowerCase() === entry;

/** The IPv4 addresses that an IPv6 address carries, and to which it may lead. */
function carriedBy(address: string): readonly string[] {
  if (isIP(address) !== 6) return [];
  const groups = groupsOf(address);
  return CARRIERS.flatMap(([prefix, group]) => {
    if (!prefix.every((part, index) => groups[index] === part)) return [];
    const high = groups[group] ?? 0;
    const low = groups[group + 1] ?? 0;
    return [`${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`];
  });
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const parse = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16));
  const before = parse(head);
  const after = parse(tail ?? '');
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: gap }, () => 0), ...after];
}
