import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';

const dist = join(root, 'dist');
const stampFile = join(dist, 'built-from.txt');

/** The bundled command line, which runs when it is imported; the server and the delegate are chunks beside it, loaded when a command needs them. */
export const bundle = pathToFileURL(join(dist, 'reprise.mjs'));

/** What ends up in dist besides code. */
const copied = [
  { from: 'packages/server/stores/sqlite/migrations', to: 'migrations/sqlite' },
  { from: 'packages/server/stores/postgres/migrations', to: 'migrations/postgres' },
];

/**
 * How anything of ours is bundled. Native code cannot be: npm installs its prebuilt package beside us.
 * @satisfies {import('esbuild').BuildOptions}
 */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // The same library without what only serves its debugging: for Node it asks for an environment variable at every token.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  external: ['libsql', 'pg-native', '@node-rs/argon2'],
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
};

/** Builds dist/ unless it was built from exactly the sources that are there now. */
export async function ensureBuilt() {
  const built = existsSync(stampFile) ? await readFile(stampFile, 'utf8') : '';
  if (built === (await stampOfSources())) return;
  process.stderr.write('Building …\n');
  await build();
}

/**
 * Bundles the command line and the launcher and copies the migrations.
 * @returns {Promise<{ file: string, bytes: number, inputs: string[] }[]>} what was written, and of which sources, relative to the root
 */
export async function build() {
  const stamp = await stampOfSources();
  const outputs = [...(await bundled()), ...(await migrations()), ...(await webPages())];
  for (const { path, contents } of outputs) await replace(path, contents);
  await removeAllBut(new Set([...outputs.map(({ path }) => path), stampFile]));
  // Last: a build that was cut short is built again.
  await replace(stampFile, stamp);
  return outputs.map(({ path, contents, inputs }) => ({
    file: relative(root, path),
    bytes: contents.byteLength,
    inputs,
  }));
}

/** @returns {Promise<Output[]>} @typedef {{ path: string, contents: Uint8Array, inputs: string[] }} Output */
async function bundled() {
  const { build: esbuild } = await import('esbuild');
  const result = await esbuild({
    ...bundleOptions,
    entryPoints: {
      reprise: 'packages/cli/bin/main.ts',
      launcher: 'packages/delegate/launcher/main.ts',
    },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    // Beside the entry points, so that import.meta.url means the same folder in every file.
    chunkNames: '[name]-[hash]',
    metafile: true,
    write: false,
  }).catch(stop);
  return result.outputFiles.map(({ path, contents }) => {
    const { inputs } = result.metafile.outputs[relative(root, path)] ?? { inputs: {} };
    return { path, contents, inputs: Object.keys(inputs) };
  });
}

/** esbuild has printed what is wrong, with its place. @returns {never} */
function stop() {
  process.stderr.write('The sources do not build: nothing in dist/ was changed.\n');
  process.exit(1);
}

/** @returns {Promise<Output[]>} */
async function migrations() {
  const outputs = [];
  for (const { from, to } of copied) {
    const folder = join(root, from);
    if (!existsSync(folder)) continue;
    for (const name of await readdir(folder)) {
      const contents = await readFile(join(folder, name));
      outputs.push({ path: join(dist, to, name), contents, inputs: [] });
    }
  }
  return outputs;
}

/**
 * Changes when any source does: paths, sizes and times of change, which takes milliseconds, not a digest of every byte.
 */
async function stampOfSources() {
  const hash = createHash('sha256');
  const files = [join(root, 'package-lock.json'), ...(await filesIn(join(root, 'packages')))];
  files.push(...(await filesIn(join(root, 'scripts', 'lib'))));
  for (const file of files.toSorted()) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${relative(root, file)}:${size}:${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * Builds the web pages, aside: a server may be handing out those of dist/web. Their file names change with their content,
 * so whoever holds an old page is told by a missing file, never by a wrong one. The page that names the others is last.
 * @returns {Promise<Output[]>}
 */
async function webPages() {
  // Whoever builds may be under test, and React would be built for that.
  process.env['NODE_ENV'] = 'production';
  const draft = join(dist, `.web.${process.pid}.draft`);
  try {
    return await webPagesIn(draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** @param {string} draft @returns {Promise<Output[]>} */
async function webPagesIn(draft) {
  const { build: vite } = await import('vite');
  const built = await vite({
    configFile: join(root, 'packages', 'web', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: draft },
  });
  const inputs = inputsOf([built].flat());
  const names = (await filesIn(draft)).map((path) => relative(draft, path));
  const pages = names.map(async (name) => ({
    path: join(dist, 'web', name),
    contents: await readFile(join(draft, name)),
    inputs: inputs.get(name) ?? [],
  }));
  const outputs = await Promise.all(pages);
  const isEntry = (/** @type {Output} */ { path }) => path.endsWith('index.html');
  return [...outputs.filter((output) => !isEntry(output)), ...outputs.filter(isEntry)];
}

/**
 * The sources of each file that was built, relative to the root.
 * @param {Awaited<ReturnType<typeof import('vite').build>>[]} results
 */
function inputsOf(results) {
  const outputs = results.flatMap((result) => ('output' in result ? result.output : []));
  return new Map(
    outputs.map((output) => {
      const sources = output.type === 'chunk' ? output.moduleIds : [];
      return [output.fileName, sources.map((source) => relative(root, source))];
    }),
  );
}

/** @param {string} folder @returns {Promise<string[]>} */
async function filesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries
    .filter(({ name }) => name !== 'node_modules' && !name.endsWith('.test.ts'))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });
  return (await Promise.all(nested)).flat();
}

/** Whoever reads the file meanwhile sees the old one or the new one. @param {string} path @param {Uint8Array | string} contents */
async function replace(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

/** Chunks and pages of earlier builds go. @param {Set<string>} keep */
async function removeAllBut(keep) {
  const entries = await readdir(dist, { withFileTypes: true });
  const code = entries
    .filter((entry) => entry.isFile() && /\.(?:mjs|txt)$/.test(entry.name))
    .map(({ name }) => join(dist, name));
  const stale = [...code, ...(await filesIn(join(dist, 'web')))].filter((path) => !keep.has(path));
  await Promise.all(stale.map((path) => rm(path, { force: true })));
}
