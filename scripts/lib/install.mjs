import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Runs `npm ci` when node_modules is absent or is not what package-lock.json says. Ends the process when that fails.
 */
export function ensureInstalled() {
  const reason = whyInstall(
    readLock('package-lock.json'),
    readLock('node_modules/.package-lock.json'),
  );
  if (reason === null) return;
  process.stderr.write(`Installing dependencies (${reason}); this takes about a minute …\n`);
  // npm's own output goes to stderr: standard output belongs to the command that is being prepared.
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  if (npm.status === 0) return;
  process.stderr.write(
    `Could not install the dependencies${npm.error ? `: ${npm.error.message}` : ''}.\n` +
      'The npm registry must be reachable (see `npm config get registry`). Then run the same command again.\n',
  );
  process.exit(1);
}

/**
 * Why what is installed is not what is locked; null when it is. npm writes what it installed into
 * node_modules/.package-lock.json; optional packages for other platforms are locked and not installed.
 * @param {Lock | null} locked
 * @param {Lock | null} installed
 * @returns {string | null}
 * @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }> }} Lock
 */
export function whyInstall(locked, installed) {
  if (locked === null) return 'package-lock.json is missing';
  if (installed === null) return 'nothing is installed yet';
  for (const [path, wanted] of Object.entries(locked.packages)) {
    if (!path.startsWith('node_modules/')) continue;
    const found = installed.packages[path];
    const name = path.slice('node_modules/'.length);
    if (found === undefined) {
      if (wanted.optional === true) continue;
      return `${name} is missing`;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return `${name} is not the locked version ${wanted.version}`;
    }
  }
  return null;
}

/**
 * @param {string} path
 * @returns {Lock | null}
 */
function readLock(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
