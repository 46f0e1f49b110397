// `npm run mutate -- [--in packages/core/retry,…] [--jobs 1] [--near]`: makes every small mistake that somebody could make in
// the code of these folders, one at a time, and runs the tests that come past it, the quickest first. Prints what nobody
// noticed, as soon as that is known. `--near` asks the tests of the core and the conformance suite only, `--again FILE` the others
// about those that such a run has printed into that file. See docs/mutation.md.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Judge } from './lib/mutants/judge.mjs';
import { buildTestBench } from './lib/mutants/test-bench.mjs';
import { root } from './lib/paths.mjs';

const { values } = parseArgs({
  options: {
    in: { type: 'string', default: 'packages/core/retry,packages/core/execution' },
    jobs: { type: 'string', default: '1' },
    near: { type: 'boolean', default: false },
    again: { type: 'string' },
  },
});

const cache = join(root, 'node_modules', '.cache', 'mutants');
mkdirSync(cache, { recursive: true });
const outfile = join(cache, `${process.pid}.mjs`);
const mutants = await buildTestBench(values.in.split(','), outfile);
const bench = { bundle: pathToFileURL(outfile).href, mutants: mutants.length };
const surveyor = new Judge(bench);
const { duringLoad, surveys } = await surveyor.survey();
await surveyor.close();
process.stdout.write(
  `${mutants.length} mutants (${duringLoad.length} made while modules load), ${surveys.length} tests\n`,
);

/** The tests that say most in the shortest time come first. */
const KINDS = ['packages/core/', 'conformance', 'test/scenarios/', 'model', 'test/histories/'];
const NEAR = 2;
const quickestFirst = surveys
  .map(({ name, milliseconds, passes, reached }, test) => {
    const kind = KINDS.findIndex((start) => name.startsWith(start));
    return { test, kind, milliseconds, limit: passes * 4 + 5_000, reached: new Set(reached) };
  })
  .filter(({ kind }) => (values.near ? kind < NEAR : values.again === undefined || kind >= NEAR))
  .toSorted((one, other) => one.kind - other.kind || one.milliseconds - other.milliseconds);
const loaded = new Set(duringLoad);
const everReached = new Set([...duringLoad, ...surveys.flatMap(({ reached }) => [...reached])]);
let [survived, judged] = [0, 0];
const again = values.again === undefined ? null : readFileSync(values.again, 'utf8').split('\n');
const queue = mutants
  .filter((each) => again === null || again.some((line) => line.startsWith(nameOf(each))))
  .values();
await Promise.all(Array.from({ length: Number(values.jobs) }, judgeAll));
process.stdout.write(`${judged} judged, ${survived} survived\n`);

async function judgeAll() {
  const judge = new Judge(bench);
  for (const mutant of queue) {
    const { id } = mutant;
    const isLoaded = loaded.has(id);
    const checks = quickestFirst
      .filter(({ reached }) => isLoaded || reached.has(id))
      .map(({ test, limit }) => ({ test, limit }));
    const by = checks.length === 0 ? null : await judge.judge(id, checks, isLoaded);
    judged += 1;
    if (by === null) tell(mutant);
    if (judged % 100 === 0) process.stderr.write(`${judged} of ${mutants.length}\n`);
  }
  await judge.close();
}

/** Of what not even the tests that were not asked come past it says so. @param {typeof mutants[number]} mutant */
function tell(mutant) {
  survived += 1;
  process.stdout.write(
    `${nameOf(mutant)}${everReached.has(mutant.id) ? '' : '  (never reached)'}\n`,
  );
}

/** @param {typeof mutants[number]} mutant */
function nameOf({ file, line, was, becomes }) {
  return `${file}:${line}  ${oneLine(was)}  ->  ${becomes === '' ? '(left out)' : oneLine(becomes)}`;
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}
