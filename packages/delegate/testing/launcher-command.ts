import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

let built: string | null = null;

/** The command of a real launcher, bundled once a process, with a short grace period and little patience. */
export function launcherCommand(options?: { readonly graceMs?: number }): readonly string[] {
  built ??= build();
  const grace = options?.graceMs ?? 300;
  return [
    process.execPath,
    '--max-semi-space-size=1',
    built,
    '--grace-ms',
    String(grace),
    '--linger-ms',
    '100',
  ];
}

function build(): string {
  const outfile = join(mkdtempSync(join(tmpdir(), 'reprise-launcher-')), 'launcher.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('../launcher/main.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return outfile;
}
