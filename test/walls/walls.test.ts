import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

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

let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'reprise-walls-'));
  cpSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
});
afterEach(() => rmSync(house, { recursive: true, force: true }));

function lint(
  file: string,
  code: string,
): { readonly status: number | null; readonly out: string } {
  const path = join(house, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['packages'], {
    cwd: house,
    encoding: 'utf8',
  });
  return { status, out: stdout };
}

const importing = (what: string): string =>
  `import { thing } from '${what}';\n\nexport const planted = thing;\n`;

describe('the walls of the house', () => {
  test.each(FORBIDDEN)('%s may not import %s', (file, what) => {
    const { status, out } = lint(file, importing(what));
    expect(out).toContain('no-restricted-imports');
    expect(status).not.toBe(0);
  });

  test.each(ALLOWED)('%s may import %s', (file, what) => {
    const { status, out } = lint(file, importing(what));
    expect(out).not.toContain('no-restricted-imports');
    expect(status).toBe(0);
  });

  test('no module may import itself by a detour', () => {
    lint(
      'packages/core/plan/one.ts',
      "import { two } from './two.ts';\n\nexport const one = () => two;\n",
    );
    const { status, out } = lint(
      'packages/core/plan/two.ts',
      "import { one } from './one.ts';\n\nexport const two = () => one;\n",
    );
    expect(out).toContain('no-cycle');
    expect(status).not.toBe(0);
  });

  test.each([
    ['Date.now()', 'no-restricted-properties'],
    ['Math.random()', 'no-restricted-properties'],
    ['setTimeout(() => 0, 1)', 'no-restricted-globals'],
  ])('the core may not say %s', (expression, rule) => {
    const { status, out } = lint(
      'packages/core/plan/planted.ts',
      `export const planted = ${expression};\n`,
    );
    expect(out).toContain(rule);
    expect(status).not.toBe(0);
  });
});
