import { execFileSync } from 'node:child_process';
import { CHECKOUT } from './server-process.ts';

/** Builds what the end-to-end tests start, once before all of them. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: CHECKOUT, stdio: 'pipe' });
}
