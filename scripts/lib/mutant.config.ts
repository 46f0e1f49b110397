import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { MUTANT_FILE = '', MUTANT_CODE = '' } = process.env;

/** The tests of the core and those that run it without a server's edges, with one file as a mutant has it. */
const config = defineConfig({
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      load: (id) => (id === MUTANT_FILE ? readFileSync(MUTANT_CODE, 'utf8') : null),
    },
  ],
  test: {
    include: ['packages/core/**/*.test.ts', 'test/{scenarios,histories}/**/*.test.ts'],
    isolate: false,
    pool: 'threads',
    bail: 1,
    testTimeout: 90_000,
  },
});

// biome-ignore lint/style/noDefaultExport: the test runner reads its configuration from the default export
export { config as default };
