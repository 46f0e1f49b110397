import { defineConfig } from 'vitest/config';

const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

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
