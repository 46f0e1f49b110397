import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

// Stands in for vitest where tests are judges of mutants: each can be called by itself, as often as one likes.
// What it expects with is vitest's own.
chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
export const { expect } = chai;

/** @typedef {() => unknown} Body @typedef {{ name: string, before: Body[], after: Body[] }} Group */

/** Every test that was described, in order. @type {{ name: string, run: () => Promise<void> }[]} */
export const tests = [];

/** @type {Group} */
let group = { name: '', before: [], after: [] };

/** @param {string} name @param {Body} body */
export function describe(name, body) {
  const around = group;
  group = {
    name: `${around.name}${name} › `,
    before: [...around.before],
    after: [...around.after],
  };
  body();
  group = around;
}

/** @param {string} name @param {Body} body */
export function test(name, body) {
  const { before, after } = group;
  const run = async () => {
    for (const each of before) await each();
    try {
      await body();
    } finally {
      for (const each of after) await each();
    }
  };
  tests.push({ name: group.name + name, run });
}

/** @param {Body} body */
export const beforeEach = (body) => group.before.push(body);
/** @param {Body} body */
export const afterEach = (body) => group.after.push(body);

/** @param {(name: string, body: Body) => void} define */
const each = (define) => (/** @type {readonly unknown[]} */ table) => {
  return (/** @type {string} */ name, /** @type {(...row: unknown[]) => unknown} */ body) => {
    for (const [index, row] of table.entries()) {
      define(`${name} (${index + 1})`, () => body(...(Array.isArray(row) ? row : [row])));
    }
  };
};

describe.each = each(describe);
test.each = each(test);
export const it = test;

/** What a file of tests describes, under its name. @param {string} file @param {() => Promise<unknown>} load */
export async function inFile(file, load) {
  const first = tests.length;
  await load();
  for (const each of tests.slice(first)) each.name = `${file} › ${each.name}`;
}
