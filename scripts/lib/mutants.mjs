/** What becomes of each piece of code: one small mistake that somebody could make. */
const MISTAKES = [
  { found: / === /g, becomes: ' !== ' },
  { found: / !== /g, becomes: ' === ' },
  { found: / && /g, becomes: ' || ' },
  { found: / \|\| /g, becomes: ' && ' },
  { found: / <= /g, becomes: ' < ' },
  { found: / >= /g, becomes: ' > ' },
  { found: / \+ 1\b/g, becomes: ' + 2' },
  { found: / - 1\b/g, becomes: ' - 2' },
  { found: /\.some\(/g, becomes: '.every(' },
  { found: /\.every\(/g, becomes: '.some(' },
  { found: /\bif \((?!!)/g, becomes: 'if (!', whole: /\bif \(([^()]|\([^()]*\))*\)/g },
  { found: /(?<=[(\s])!(?=[a-z])/g, becomes: '' },
  { found: /(?<=[\s(:])true(?=[,;)\s])/g, becomes: 'false' },
  { found: /(?<=[\s(:])false(?=[,;)\s])/g, becomes: 'true' },
  { found: /'reuse'/g, becomes: "'run'" },
  {
    found: /^ +(draft\.\w+|stopAllIn|rollBack|closeWork|settle|undo|abortFor)\(.*\);$/gm,
    becomes: '',
  },
  { found: /^ +return;$/gm, becomes: '' },
];

/**
 * Every mutant of a file: where, what it was and what it becomes. Comments, imports and types are left alone.
 * @param {string} code
 * @returns {{ start: number, was: string, becomes: string }[]}
 */
export function mutantsOf(code) {
  const silent = silentParts(code);
  const inSilence = (/** @type {number} */ at) =>
    silent.some(({ start, end }) => at >= start && at < end);
  return MISTAKES.flatMap(({ found, becomes, whole }) =>
    [...code.matchAll(whole ?? found)]
      .filter(({ index }) => !inSilence(index))
      .map(({ index, 0: was }) => ({
        start: index,
        was,
        becomes: whole === undefined ? becomes : `if (!${was.slice('if '.length)})`,
      })),
  );
}

/** @param {string} code */
function silentParts(code) {
  const parts = [
    /\/\*[\s\S]*?\*\//g,
    /\/\/.*$/gm,
    /^import [\s\S]*?;$/gm,
    /^(export )?interface [\s\S]*?^\}$/gm,
    /^(export )?type [\s\S]*?;$/gm,
    /`[^`]*`/g,
  ];
  return parts.flatMap((part) =>
    [...code.matchAll(part)].map(({ index, 0: text }) => ({
      start: index,
      end: index + text.length,
    })),
  );
}
