import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../scripts/lib/bundle.mjs';
import { root } from '../../scripts/lib/paths.mjs';

/** The sources of everything that one file of the server loads at once, in the bundle. */
async function sourcesOf(file: string): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    ...(bundleOptions as BuildOptions),
    entryPoints: { server: 'packages/server/start.ts' },
    outdir: join(root, 'dist', 'never-written'),
    splitting: true,
    metafile: true,
    write: false,
  });
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === file);
  const found = new Set<string>();
  addSources(metafile.outputs, entry?.[0] ?? '', found, new Set());
  return found;
}

/** Of the file and of what it imports at once; not of what it imports when that is needed. */
function addSources(
  outputs: Metafile['outputs'],
  file: string,
  found: Set<string>,
  seen: Set<string>,
): void {
  const output = outputs[file];
  if (output === undefined || seen.has(file)) return;
  seen.add(file);
  for (const source of Object.keys(output.inputs)) found.add(source);
  for (const { path, kind } of output.imports) {
    if (kind === 'import-statement') addSources(outputs, path, found, seen);
  }
}

describe('the start of a server', () => {
  let sources: ReadonlySet<string> = new Set();
  beforeAll(async () => {
    sources = await sourcesOf('packages/server/main.ts');
  });

  it('loads what it needs', () => {
    expect(sources).toContain('packages/server/main.ts');
    expect(sources).toContain('packages/server/http/app.ts');
  });

  it.each(['graphql', 'nodemailer', 'pg', '@node-rs/argon2'])('does not load %s', (library) => {
    const loaded = [...sources].filter((source) => source.includes(`node_modules/${library}/`));
    expect(loaded).toEqual([]);
  });

  it('starts the launcher before it loads the rest', async () => {
    const first = await sourcesOf('packages/server/start.ts');
    expect(first).toContain('packages/delegate/ahead.ts');
    expect(first).not.toContain('packages/server/main.ts');
    expect(first).not.toContain('packages/server/http/app.ts');
  });
});
