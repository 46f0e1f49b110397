import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { maskingFilter } from './line-filter.ts';
import { LineSplitter, LONGEST_ENTRY } from './line-splitter.ts';

const MASK = '**************';
const SECRET = 'hunter2 & "söhne"/2026';

describe('the masking filter', () => {
  it('replaces each occurrence of a secret', () => {
    const { mask } = maskingFilter(['hunter2']);
    expect(mask('user:hunter2@host?key=hunter2')).toBe(`user:${MASK}@host?key=${MASK}`);
  });

  it('replaces the longer of two secrets where one contains the other', () => {
    expect(maskingFilter(['abc', 'abcdef']).mask('abcdef')).toBe(MASK);
  });

  it('leaves nothing of secrets that overlap', () => {
    expect(maskingFilter(['abcab']).mask('-abcabcab-')).toBe(`-${MASK}-`);
    expect(maskingFilter(['abcd', 'cdef']).mask('-abcdef-')).toBe(`-${MASK}-`);
  });

  it('replaces each line of a secret of several lines', () => {
    const { mask, maskText } = maskingFilter(['-----BEGIN\nMIIEow\nAAAA-----']);
    expect(mask('MIIEow')).toBe(MASK);
    expect(maskText('key: -----BEGIN\nMIIEow\nAAAA-----;')).toBe(`key: ${MASK};`);
  });

  it('takes a secret literally, whatever it means elsewhere', () => {
    expect(maskingFilter(['a.$&*']).mask('a.$&* axx')).toBe(`${MASK} axx`);
  });

  it('leaves text alone when there is no secret, or only one too short to hide', () => {
    expect(maskingFilter([]).mask('text')).toBe('text');
    expect(maskingFilter(['', 'e']).mask('text')).toBe('text');
  });

  it.each([
    ['JSON', JSON.stringify({ password: SECRET })],
    ['JSON in ASCII', '{"password":"hunter2 & \\"s\\u00f6hne\\"/2026"}'],
    ['JSON with escaped slashes', '{"password":"hunter2 & \\"söhne\\"\\/2026"}'],
    ['a URL', `https://host/?p=${encodeURIComponent(SECRET)}`],
    ['a URL in lower case', 'p=hunter2%20%26%20%22s%c3%b6hne%22%2f2026'],
    ['a form', new URLSearchParams({ p: SECRET }).toString()],
    ['a URL whose slashes stay', 'p=hunter2%20%26%20%22s%C3%B6hne%22/2026'],
    ['a path in a URL', '/hunter2%20&%20%22s%C3%B6hne%22%2F2026'],
    ['a whole address', encodeURI(`https://host/${SECRET}`)],
    ['JSON that may stand in a page', '{"password":"hunter2 \\u0026 \\"söhne\\"/2026"}'],
    ['JSON in JSON', JSON.stringify({ body: JSON.stringify({ password: SECRET }) })],
    ['a page', '<p>hunter2 &amp; &quot;söhne&quot;/2026</p>'],
    ['XML', '<p>hunter2 &amp; "söhne"/2026</p>'],
    ['hexadecimal', Buffer.from(SECRET).toString('hex')],
  ])('replaces the secret as it stands in %s', (_, line) => {
    const masked = maskingFilter([SECRET]).mask(line);
    expect(masked).toContain(MASK);
    expect(masked).not.toMatch(/hunter2|hne|68756e/);
  });

  it.each([
    ['a form', 'a~b*c(d)', 'a%7Eb*c%28d%29'],
    ['a path of Go', 'k@e=y/', 'k@e=y%2F'],
    ['a page that escapes apostrophes', "it's", 'it&#39;s'],
  ])('replaces a secret of other signs as it stands in %s', (_, secret, written) => {
    expect(maskingFilter([secret]).mask(`<${written}>`)).toBe(`<${MASK}>`);
  });

  it.each([
    SECRET,
    `a b!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}z`,
    '#~ one',
    "~it's",
    "two\nlines, 'quoted'\t",
  ])('replaces what shells write for %j', (secret) => {
    const script = `printf '%q\\n' "$S"; set -x; : "$S" 2>&1`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], {
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', S: secret },
      encoding: 'utf8',
    });
    const { maskText } = maskingFilter([secret]);
    expect(maskText(stdout)).toContain(MASK);
    expect(maskText(stderr)).toContain(MASK);
    for (const piece of secret.match(/\w{3,}/g) ?? []) {
      expect(maskText(stdout + stderr)).not.toContain(piece);
    }
  });

  it('replaces the secret in base64 wherever in the encoded text it stands', () => {
    for (const encoding of ['base64', 'base64url'] as const) {
      for (const before of ['', 'a', 'ab', 'abc', 'user:', 'admin:']) {
        for (const after of ['', 'z', 'zy', 'zyx']) {
          const line = Buffer.from(`${before}${SECRET}${after}`).toString(encoding);
          const [head = '', tail = ''] = maskingFilter([SECRET]).mask(line).split(MASK);
          // Characters that hold none of the secret's bits may stay; all others are gone.
          const first = Math.floor((8 * before.length) / 6);
          const last = Math.ceil((8 * Buffer.byteLength(before + SECRET)) / 6);
          expect(line.startsWith(head) && head.length <= first).toBe(true);
          expect(line.endsWith(tail) && tail.length <= line.length - last).toBe(true);
        }
      }
    }
  });

  it('replaces base64 that a program has broken into lines', () => {
    const secret = Array.from({ length: 40 }, (_, n) => `part ${n * 7919}`).join(' ');
    const lines = Buffer.from(secret)
      .toString('base64')
      .match(/.{1,76}/g);
    expect(lines?.length).toBeGreaterThan(5);
    const { mask, maskText } = maskingFilter([secret]);
    expect(lines?.map((line) => mask(line))).toEqual(lines?.map(() => MASK));
    expect(maskText(lines?.join('\n') ?? '')).toBe(lines?.map(() => MASK).join('\n'));
  });

  it('sees a secret in chunks of any size, and across the cut of a line too long for one entry', () => {
    const filter = maskingFilter(['hunter2hunter3']);
    for (let before = LONGEST_ENTRY - 16; before <= LONGEST_ENTRY + 1; before += 1) {
      const splitter = new LineSplitter(filter);
      const text = `${'x'.repeat(before)}hunter2hunter3${'y'.repeat(100)}\n`;
      const chunks = text.match(/[^]{1,1000}/g) ?? [];
      const lines = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)));
      const whole = lines.map((line) => filter.mask(line)).join('');
      expect(whole).toBe(`${'x'.repeat(before)}${MASK}${'y'.repeat(100)}`);
    }
  });

  it('leaves ordinary lines alone beside a key of many lines', () => {
    const key = Array.from({ length: 200 }, (_, n) => `line ${n} of the key`).join('\n');
    const { mask } = maskingFilter([key]);
    expect(mask('ordinary output')).toBe('ordinary output');
  });
});
