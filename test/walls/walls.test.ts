import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Each line: where the import is planted, and what it imports. */
const FORBIDDEN = [
  ['packages/core/execution/planted.ts', 'node:fs'],
  ['packages/core/retry/planted.ts', '@reprise/server'],
  ['packages/api/rest/planted.ts', '@reprise/server'],
  ['packages/api/rest/planted.ts', 'node:http'],
  ['packages/delegate/planted.ts', '@reprise/server'],
  ['packages/delegate/launcher/planted.ts', '@reprise/core'],
  ['packages/server/ports/planted.ts', '../stores/sqlite/store.ts'],
  ['packages/server/stores/sqlite/planted.ts', '../../engine/create-engine.ts'],
  ['packages/server/engine/planted.ts', '../stores/sqlite/store.ts'],
  ['packages/server/engine/planted.ts', '../http/app.ts'],
  ['packages/server/use-cases/planted.ts', '../stores/memory/store.ts'],
  ['packages/server/use-cases/planted.ts', '../http/app.ts'],
  ['packages/server/http/planted.ts', '../stores/sqlite/store.ts'],
  ['packages/cli/commands/planted.ts', '@reprise/server/engine'],
  ['packages/server/http/planted.ts', '@reprise/web'],
  ['packages/web/api/planted.ts', '@reprise/server'],
  ['packages/web/app/planted.ts', 'node:fs'],
  ['packages/web/components/planted.tsx', '../features/retry/retry-dialog.tsx'],
  ['packages/web/features/executions/planted.tsx', '../retry/retry-dialog.tsx'],
  ['packages/web/features/executions/planted.tsx', '../../app/routes.tsx'],
  ['packages/web/features/execution/log/planted.tsx', '../../retry/retry-dialog.tsx'],
  ['packages/web/features/execution/log/planted.tsx', '../../../app/routes.tsx'],
] as const;

const ALLOWED = [
  ['packages/core/execution/planted.ts', '@reprise/core/plan'],
  ['packages/api/rest/planted.ts', '@reprise/core/execution'],
  ['packages/server/engine/planted.ts', '../ports/index.ts'],
  ['packages/server/http/planted.ts', '../use-cases/index.ts'],
  ['packages/cli/commands/planted.ts', '@reprise/api'],
  ['packages/web/features/executions/planted.tsx', '../../components/problem-card.tsx'],
  ['packages/web/features/executions/planted.tsx', './search.ts'],
  ['packages/web/features/execution/log/planted.tsx', '../live/store.ts'],
  ['packages/web/features/execution/log/planted.tsx', '../../../components/button.tsx'],
] as const;

const UNSAID = [
  ['Date.now()', 'no-restricted-properties'],
  ['Math.random()', 'no-restricted-properties'],
  ['setTimeout(() => 0, 1)', 'no-restricted-globals'],
] as const;

/** A file each, for many may be planted in one folder. */
const numbered = (file: string, number: number): string =>
  file.replace('planted', `planted-${number}`);
const forbidden = FORBIDDEN.map(([file, what], n) => ({ file: numbered(file, n), what }));
const allowed = ALLOWED.map(([file, what], n) => ({
  file: numbered(file, FORBIDDEN.length + n),
  what,
}));
const unsaid = UNSAID.map(([expression, rule], n) => ({
  file: `packages/core/plan/said-${n}.ts`,
  expression,
  rule,
}));

/** Everything that is planted, in one house. */
const PLANTED = new Map([
  ...[...forbidden, ...allowed].map(
    ({ file, what }) =>
      [file, `import { thing } from '${what}';\n\nexport const planted = thing;\n`] as const,
  ),
  ...unsaid.map(
    ({ file, expression }) => [file, `export const planted = ${expression};\n`] as const,
  ),
  [
    'packages/core/plan/one.ts',
    `import { two } from './two.ts';\n\nexport const one = () => two;\n`,
  ],
  [
    'packages/core/plan/two.ts',
    `import { one } from './one.ts';\n\nexport const two = () => one;\n`,
  ],
]);

interface Finding {
  readonly filename: string;
  readonly code: string;
}

let findings: readonly Finding[];

beforeAll(() => {
  const house = mkdtempSync(join(tmpdir(), 'reprise-walls-'));
  cpSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
  for (const [file, code] of PLANTED) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), code);
  }
  const linter = join(root, 'node_modules/.bin/oxlint');
  const args = ['--format=json', 'packages'];
  const { status, stdout } = spawnSync(linter, args, { cwd: house, encoding: 'utf8' });
  rmSync(house, { recursive: true });
  expect(status).not.toBe(0);
  const { diagnostics }: { readonly diagnostics: readonly Finding[] } = JSON.parse(stdout);
  findings = diagnostics;
});

/** The rules that a planted file breaks. */
const brokenBy = (file: string): readonly string[] =>
  findings.filter(({ filename }) => filename === file).map(({ code }) => code);

describe('the walls of the house', () => {
  test.each(forbidden)('$file may not import $what', ({ file }) => {
    expect(brokenBy(file)).toContain('eslint(no-restricted-imports)');
  });

  test.each(allowed)('$file may import $what', ({ file }) => {
    expect(brokenBy(file)).toEqual([]);
  });

  test('no module may import itself by a detour', () => {
    expect(brokenBy('packages/core/plan/two.ts')).toContain('import(no-cycle)');
  });

  test.each(unsaid)('the core may not say $expression', ({ file, rule }) => {
    expect(brokenBy(file)).toContain(`eslint(${rule})`);
  });
});
