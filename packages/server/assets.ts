import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Files that are read at run time stand in different places: beside this source in a checkout, beside the bundle once
 * it is built. The bundle's place is looked at first.
 */
function assetFolder(bundled: string, source: string): URL {
  const beside = new URL(bundled, import.meta.url);
  return existsSync(beside) ? beside : new URL(source, import.meta.url);
}

/** The numbered SQL migrations of the embedded database. */
export const sqliteMigrations = (): URL =>
  assetFolder('./migrations/sqlite/', './stores/sqlite/migrations/');

/** Those of PostgreSQL. */
export const postgresMigrations = (): URL =>
  assetFolder('./migrations/postgres/', './stores/postgres/migrations/');

/** The built web pages. In a checkout that was never built there are none. */
export const webPages = (): URL => assetFolder('./web/', '../../dist/web/');

/** The command that starts the process under which steps run (see the delegate's launcher). */
export function launcherCommand(): readonly string[] {
  const bundled = new URL('./launcher.mjs', import.meta.url);
  if (existsSync(bundled)) return [process.execPath, ...LAUNCHER_FLAGS, fileURLToPath(bundled)];
  const source = new URL('../delegate/launcher/main.ts', import.meta.url);
  // Resolved here: the launcher's own working folder knows no packages.
  return [process.execPath, '--import', import.meta.resolve('tsx'), fileURLToPath(source)];
}

/** Keep the process small: it holds pipes, not data. */
const LAUNCHER_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=128'] as const;
