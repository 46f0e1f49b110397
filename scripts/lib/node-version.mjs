// Plain syntax on purpose: this file must still run on the old Node that it complains about.
import { readFileSync } from 'node:fs';

/**
 * The lowest Node that package.json allows, and whether the running one is at least that.
 * @param {string} running as in `process.versions.node`
 * @param {string} range as in `engines.node`, of the form `>=20.19`
 */
export function satisfies(running, range) {
  const wanted = numbersOf(range.replace('>=', ''));
  const actual = numbersOf(running);
  for (let place = 0; place < 3; place += 1) {
    const difference = (actual[place] ?? 0) - (wanted[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Ends the process with a message for people when this Node is too old. */
export function requireNode() {
  const file = new URL('../../package.json', import.meta.url);
  const range = JSON.parse(readFileSync(file, 'utf8')).engines.node;
  if (satisfies(process.versions.node, range)) return;
  process.stderr.write(
    `Reprise needs Node ${range}; this is ${process.versions.node} (${process.execPath}).\n` +
      'Install a newer Node (https://nodejs.org/en/download) and run the same command again.\n',
  );
  process.exit(1);
}

/** @param {string} version */
function numbersOf(version) {
  const [major = '0', minor = '0', patch = '0'] = version.trim().split('.');
  return [major, minor, patch].map((part) => Number.parseInt(part, 10) || 0);
}
