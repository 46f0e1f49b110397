import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compatTable } from './table.ts';

const file = new URL('../../docs/harness-compat.md', import.meta.url);
const BEGIN = '<!-- generated: UPDATE_COMPAT=1 npx vitest run test/compat -->\n';
const END = '<!-- end of the generated part -->\n';

it('docs/harness-compat.md says what the tables of the code say', () => {
  const text = readFileSync(file, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const [, after = ''] = rest.split(END);
  const wanted = `${before}${BEGIN}\n${compatTable()}${END}${after}`;
  if (process.env['UPDATE_COMPAT'] === '1') writeFileSync(file, wanted);
  expect(readFileSync(file, 'utf8')).toBe(wanted);
});
