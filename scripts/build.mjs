// `npm run build`: bundles everything into dist/, whether or not it is up to date.
import { build } from './lib/bundle.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';

requireNode();
ensureInstalled();
for (const { file, bytes } of await build()) {
  process.stdout.write(`${String(Math.ceil(bytes / 1024)).padStart(6)} KB  ${file}\n`);
}
