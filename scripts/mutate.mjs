// `npm run mutate -- [--in packages/core/retry,…] [--seed 1] [--skip 0] [--minutes 10] [--jobs 1]`: changes one small thing in
// the code at a time, and looks whether a test notices: the quickest are asked first. Prints what nobody noticed, as soon as
// that is known. The files themselves stay as they are.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions } from './lib/bundle.mjs';
import { mutantsOf } from './lib/mutants.mjs';
import { root } from './lib/paths.mjs';

const { values } = parseArgs({
  options: {
    in: { type: 'string', default: 'packages/core/retry' },
    seed: { type: 'string', default: '1' },
    skip: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '10' },
    jobs: { type: 'string', default: '1' },
  },
});

const cache = join(root, 'node_modules', '.cache', 'mutants');
mkdirSync(cache, { recursive: true });

const files = values.in.split(',').flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/(^|\/)(tests|testing)\//.test(file))
    .map((file) => join(root, folder, file)),
);
const all = files.flatMap((file) => {
  const code = readFileSync(file, 'utf8');
  return mutantsOf(code).map((mutant) => ({ file, code, ...mutant }));
});
const sample = shuffled(all, Number(values.seed)).slice(Number(values.skip));
const end = Date.now() + Number(values.minutes) * 60_000;
let survived = 0;
let tried = 0;
if (await isNoticed({ file: '', code: '', start: 0, was: '', becomes: '' }, 'none')) {
  throw new Error('the tests fail without any mistake');
}
const queue = sample.values();
await Promise.all(Array.from({ length: Number(values.jobs) }, (_, job) => tryAll(`${job}`)));
process.stdout.write(
  `${tried} of ${all.length} mutants tried, ${survived} survived (seed ${values.seed})\n`,
);

/** @param {string} job */
async function tryAll(job) {
  for (const mutant of queue) {
    if (Date.now() > end) return;
    if (!(await isNoticed(mutant, job))) tell(mutant);
    tried += 1;
  }
}

/** @param {typeof all[number]} mutant */
function tell({ file, code, start, was, becomes }) {
  survived += 1;
  const line = code.slice(0, start).split('\n').length;
  process.stdout.write(`${relative(root, file)}:${line}  ${was.trim()}  ->  ${becomes.trim()}\n`);
}

/**
 * Whether a test fails with the mutant in the place of its file: the model and the conformance suite, the tests of its
 * folder, or else any test of the core, a scenario or a recorded history.
 * @param {{ file: string, code: string, start: number, was: string, becomes: string }} mutant
 * @param {string} job
 */
async function isNoticed({ file, code, start, was, becomes }, job) {
  const contents = code.slice(0, start) + becomes + code.slice(start + was.length);
  const near = file === '' ? [...new Set(files.map(folderOf))] : [folderOf(file)];
  return (
    (await isNoticedByModel(file, contents, job)) ||
    (await isNoticedByTests(near, file, contents, job)) ||
    isNoticedByTests([], file, contents, job)
  );
}

/** @param {string} file */
function folderOf(file) {
  const [packages = '', core = '', folder = ''] = relative(root, file).split('/');
  return join(packages, core, folder);
}

/**
 * Without the random laws: the model is stricter than those.
 * @param {readonly string[]} tests
 * @param {string} file
 * @param {string} contents
 * @param {string} job
 */
async function isNoticedByTests(tests, file, contents, job) {
  const code = join(cache, `${job}.ts`);
  writeFileSync(code, contents);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(root, 'scripts', 'lib', 'mutant.config.ts');
  const options = ['run', '--config', config, '--exclude', '**/*laws.test.ts'];
  return fails([vitest, ...options, ...tests], { MUTANT_FILE: file, MUTANT_CODE: code });
}

/**
 * Bundles them, without a test runner.
 * @param {string} file
 * @param {string} contents
 * @param {string} job
 */
async function isNoticedByModel(file, contents, job) {
  const outfile = join(cache, `${job}.mjs`);
  await build({
    entryPoints: [join(root, 'test', 'model', 'support', 'notice.ts')],
    outfile,
    ...bundleOptions,
    alias: { vitest: join(root, 'scripts', 'lib', 'expect.mjs') },
    logLevel: 'silent',
    plugins: [
      {
        name: 'mutant',
        setup: (bundler) => {
          bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            if (path === file) return { contents, loader: 'ts' };
            const text = readFileSync(path, 'utf8');
            const url = JSON.stringify(pathToFileURL(path).href);
            return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' };
          });
        },
      },
    ],
  });
  return fails([outfile], {});
}

/**
 * @param {readonly string[]} command
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<boolean>}
 */
function fails(command, env) {
  const options = { cwd: root, env: { ...process.env, ...env }, timeout: 180_000 };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { ...options, stdio: 'ignore' });
    child.on('exit', (status) => resolve(status !== 0));
  });
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} seed
 */
function shuffled(items, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return items
    .map((item) => ({ item, rank: next() }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
