import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../bundle.mjs';
import { root } from '../paths.mjs';
import { seeded } from './seed.mjs';

const HERE = join(root, 'scripts', 'lib', 'mutants');
/** Laws ask random pipelines: the stories of the model are stricter, and quicker. */
const SLOW = /(laws|property|scale)\.test\.ts$/;

/** @typedef {import('./seed.mjs').Mutant & { file: string }} Mutant */

/**
 * Every mutant of these folders, in one bundle together with all tests that can run in one thread: those of the core, the
 * scenarios, the recorded histories, the conformance suite and stories of the model.
 * @param {readonly string[]} folders relative to the root
 * @param {string} outfile
 * @returns {Promise<Mutant[]>}
 */
export async function buildTestBench(folders, outfile) {
  /** @type {Mutant[]} */
  const mutants = [];
  /** @type {Map<string, string>} */
  const contents = new Map();
  for (const file of folders.flatMap(sourcesIn)) {
    const path = join(root, file);
    const field = seeded(path, readFileSync(path, 'utf8'), mutants.length + 1);
    contents.set(path, field.code);
    mutants.push(...field.mutants.map((mutant) => ({ file, ...mutant })));
  }
  await build({
    ...bundleOptions,
    stdin: { contents: entry(), resolveDir: root, loader: 'js' },
    outfile,
    alias: { ...bundleOptions.alias, vitest: join(HERE, 'test-runner.mjs') },
    plugins: [withContents(contents)],
  });
  return mutants;
}

function entry() {
  const files = [
    ...testsIn('packages/core'),
    ...testsIn('test/scenarios'),
    ...testsIn('test/histories'),
  ];
  return [
    `import { inFile } from ${JSON.stringify(join(HERE, 'test-runner.mjs'))};`,
    `export { tests } from ${JSON.stringify(join(HERE, 'test-runner.mjs'))};`,
    `import { describeJudges } from ${JSON.stringify(join(HERE, 'judges.ts'))};`,
    'describeJudges();',
    ...files.map((file) => `await inFile('${file}', () => import('./${file}'));`),
  ].join('\n');
}

/** Files find what lies beside them where their source is, not where the bundle is. @param {ReadonlyMap<string, string>} contents @returns {import('esbuild').Plugin} */
const withContents = (contents) => ({
  name: 'mutants',
  setup: (bundler) => {
    bundler.onLoad({ filter: /\/(packages|test|scripts)\/.*\.ts$/ }, ({ path }) => {
      const text = contents.get(path) ?? readFileSync(path, 'utf8');
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
});

/** @param {string} folder */
const sourcesIn = (folder) =>
  filesIn(folder).filter((file) => !/\/(tests|testing)\/|\.test\.ts$/.test(file));

/** @param {string} folder */
const testsIn = (folder) =>
  filesIn(folder).filter((file) => file.endsWith('.test.ts') && !SLOW.test(file));

/** @param {string} folder */
const filesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => relative(root, join(root, folder, file)))
    .toSorted();
