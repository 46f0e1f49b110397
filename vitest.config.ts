import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/lib/longest-first.mjs';

/** For what hangs: long enough that no machine is too slow for a test. */
const patience = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 100_000 } },
};

export const config = defineConfig({
  test: {
    // One file at each processor: the tests wait more than this process works.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'parts',
          include: [
            'packages/**/*.test.ts',
            'test/{walls,histories,scenarios,corpus,simulation,scripts,compat,schema,model,conformance}/**/*.test.ts',
          ],
          // Loading what a file tests takes longer than most files: what one of them has loaded serves the next.
          isolate: false,
          ...patience,
        },
      },
      {
        test: {
          name: 'end to end',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/build.ts'],
          isolate: false,
          ...patience,
        },
      },
    ],
  },
});

// biome-ignore lint/style/noDefaultExport: the test runner reads its configuration from the default export
export { config as default };
