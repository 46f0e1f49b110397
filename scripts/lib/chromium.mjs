import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The Chromium of this machine: CHROME_PATH, or where systems put one.
 * @returns {string | null} null when there is none
 */
export function findChromium() {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '') return named;
  return KNOWN.find((path) => existsSync(path)) ?? null;
}

/**
 * Installs Chromium where that can be done without asking: as root on Debian. Elsewhere the tests of the web pages fail
 * and say what to do: they are never passed over.
 */
export function ensureChromium() {
  if (findChromium() !== null) return;
  if (process.getuid?.() !== 0) return;
  process.stderr.write('Installing Chromium for the tests of the web pages …\n');
  /** @param {string[]} args */
  const apt = (args) => spawnSync('apt-get', args, { stdio: ['ignore', 2, 2] }).status === 0;
  if (apt(['update', '-qq'])) {
    apt(['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
  }
}

/** What to do when there is none. */
export const NO_CHROMIUM =
  'No Chromium was found. Install one (apt-get install chromium), or name one in CHROME_PATH.';

/** For tests: as root there is no sandbox, and nothing is asked of the network. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
