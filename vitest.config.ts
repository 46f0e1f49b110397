import { defineConfig } from 'vitest/config';

/** For what hangs: long enough that no machine is too slow for a test. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

export const config = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'parts',
          include: [
            'packages/**/*.test.ts',
            'test/{walls,histories,scenarios,corpus,simulation,scripts,compat,schema,model,conformance}/**/*.test.ts',
          ],
          ...patience,
        },
      },
      {
        test: {
          name: 'end to end',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/build.ts'],
          ...patience,
        },
      },
    ],
  },
});

// biome-ignore lint/style/noDefaultExport: the test runner reads its configuration from the default export
export { config as default };
