// `node scripts/mutate.mjs [--in packages/core/retry,…] [--seed 1] [--minutes 10]`: changes one small thing in the code at a
// time, and looks whether a test notices. Prints what nobody noticed. The files themselves stay as they are.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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
    minutes: { type: 'string', default: '10' },
  },
});

const outfile = join(root, 'node_modules', '.cache', 'mutant.mjs');

const files = values.in.split(',').flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/(^|\/)(tests|testing)\//.test(file))
    .map((file) => join(root, folder, file)),
);
const all = files.flatMap((file) => {
  const code = readFileSync(file, 'utf8');
  return mutantsOf(code).map((mutant) => ({ file, code, ...mutant }));
});
const sample = shuffled(all, Number(values.seed));
const end = Date.now() + Number(values.minutes) * 60_000;
const survivors = [];
let tried = 0;
if (await isNoticed({ file: '', code: '', start: 0, was: '', becomes: '' })) {
  throw new Error('the tests fail without any mistake');
}
for (const mutant of sample) {
  if (Date.now() > end) break;
  tried += 1;
  if (!(await isNoticed(mutant))) survivors.push(mutant);
}
for (const { file, code, start, was, becomes } of survivors) {
  const line = code.slice(0, start).split('\n').length;
  process.stdout.write(`${relative(root, file)}:${line}  ${was.trim()}  ->  ${becomes.trim()}\n`);
}
process.stdout.write(
  `${tried} of ${all.length} mutants tried, ${survivors.length} survived (seed ${values.seed})\n`,
);

/**
 * Bundles the model and the conformance suite with the mutant in the place of its file, and runs them.
 * @param {{ file: string, code: string, start: number, was: string, becomes: string }} mutant
 */
async function isNoticed({ file, code, start, was, becomes }) {
  const contents = code.slice(0, start) + becomes + code.slice(start + was.length);
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
  return spawnSync(process.execPath, [outfile], { cwd: root, timeout: 60_000 }).status !== 0;
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
