#!/usr/bin/env node
// `npx reprise …` in a checkout: builds what is missing, then runs the same bundle that is released.
import { bundle, ensureBuilt } from '../../../scripts/lib/bundle.mjs';
import { requireNode } from '../../../scripts/lib/node-version.mjs';

requireNode();
await ensureBuilt();
await import(bundle.href);
