import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * The licences of the packages whose code is in the bundle: most of them ask to be shipped with it.
 * @param {{ inputs: string[] }[]} outputs each with the paths of the sources that went into it
 */
export async function noticesOf(outputs) {
  const packages = new Set(outputs.flatMap(({ inputs }) => inputs.flatMap(packageOf)));
  const notices = await Promise.all([...packages].toSorted().map(noticeOf));
  return `Reprise contains code of these packages.\n${notices.join('')}`;
}

/**
 * The folder of the npm package that a source belongs to; none for our own.
 * @param {string} source
 * @returns {string[]}
 */
export function packageOf(source) {
  const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source);
  return match === null ? [] : [match[0]];
}

/** @param {string} folder relative to the root */
async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(join(root, folder, 'package.json'), 'utf8'),
  );
  const file = (await readdir(join(root, folder))).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : await readFile(join(root, folder, file), 'utf8');
  return `\n${'='.repeat(100)}\n${name} ${version} (${license})\n\n${text.trim()}\n`;
}
