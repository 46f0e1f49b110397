import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server that `vite` in development takes data from. */
const server = process.env['REPRISE_URL'] ?? 'http://127.0.0.1:7070';

export const config = defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    manifest: true,
    // Nothing is inlined: the content security policy allows files of our own only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/pipeline', '/ng', '/v1', '/template', '/gateway', '/log-service'].map((path) => [
        path,
        server,
      ]),
    ),
  },
});

// biome-ignore lint/style/noDefaultExport: the bundler reads its configuration from the default export
export { config as default };
