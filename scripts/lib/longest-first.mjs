import { relative } from 'node:path';
import { BaseSequencer } from 'vitest/node';
import { root } from './paths.mjs';

/** What takes longest, first of all: the last files are short, and all processors have work to the end. */
const LONG = [
  /^test\/e2e\/kill\.test\.ts$/,
  /^test\/model\//,
  /^test\/e2e\/web\//,
  /^test\/e2e\//,
  /\/postgres\//,
  /laws|property|corpus|impossible/,
];

/** The order in which files are tested. Those of one project stay together within it, so that they share what they load. */
export class LongestFirst extends BaseSequencer {
  /** @override @param {import('vitest/node').TestSpecification[]} files */
  async sort(files) {
    const ranked = files.map((file) => ({ file, rank: rankOf(relative(root, file.moduleId)) }));
    return ranked
      .toSorted((one, other) => one.rank - other.rank || byPath(one.file, other.file))
      .map(({ file }) => file);
  }
}

/** @param {string} path */
function rankOf(path) {
  const rank = LONG.findIndex((pattern) => pattern.test(path));
  return rank === -1 ? LONG.length : rank;
}

/** @param {import('vitest/node').TestSpecification} one @param {import('vitest/node').TestSpecification} other */
const byPath = (one, other) => (one.moduleId < other.moduleId ? -1 : 1);
