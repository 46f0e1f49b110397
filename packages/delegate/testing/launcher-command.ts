import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../launcher/main.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/reprise/', import.meta.url));

let built: string | null = null;

/** The command of a real launcher, bundled once a process, with a short grace period and little patience. */
export function launcherCommand(options?: { readonly graceMs?: number }): readonly string[] {
  built ??= build();
  const grace = String(options?.graceMs ?? 300);
  const node = [process.execPath, '--max-semi-space-size=1'];
  return [...node, built, '--grace-ms', grace, '--linger-ms', '100'];
}

/** Test files are built for at the same time: each writes a whole file under a name of its own, and moves it. */
function build(): string {
  const { outputFiles } = buildSync({
    entryPoints: [SOURCE],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  mkdirSync(CACHE, { recursive: true });
  const draft = `${CACHE}launcher.${process.pid}.draft`;
  writeFileSync(draft, outputFiles[0]?.contents ?? '');
  renameSync(draft, `${CACHE}launcher.mjs`);
  return `${CACHE}launcher.mjs`;
}
