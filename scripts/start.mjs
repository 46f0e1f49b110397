// `npm start`: installs and builds what is missing, then runs the server in this very process.
import { bundle, ensureBuilt } from './lib/bundle.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';

requireNode();
ensureInstalled();
await ensureBuilt();
process.argv.splice(2, 0, 'server');
await import(bundle.href);
