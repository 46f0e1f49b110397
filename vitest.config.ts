import { defineConfig } from 'vitest/config';

export const config = defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

// biome-ignore lint/style/noDefaultExport: the test runner reads its configuration from the default export
export { config as default };
