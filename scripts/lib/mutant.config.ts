import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { MUTANT_FILE = '', MUTANT_CODE = '' } = process.env;

/** The tests of the core, with one file as a mutant has it. */
const config = defineConfig({
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      load: (id) => (id === MUTANT_FILE ? readFileSync(MUTANT_CODE, 'utf8') : null),
    },
  ],
  test: {
    include: ['packages/core/**/*.test.ts'],
    isolate: false,
    pool: 'threads',
    bail: 1,
    testTimeout: 20_000,
  },
});

// biome-ignore lint/style/noDefaultExport: the test runner reads its configuration from the default export
export { config as default };
