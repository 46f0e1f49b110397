/** Values of this form stand in keys as they are; all others as far as they can be read, and by their hash. */
const PLAIN = /^[a-zA-Z0-9_]{1,32}$/;
const LONGEST_SLUG = 24;
/** Longer suffixes become one hash: keys are parts of paths and URLs. */
const LONGEST_SUFFIX = 100;

/**
 * Suffixes for the keys of a loop's instances, from the texts of their values: `-linux-node20`, in characters that are
 * safe in every path and URL. The same values have the same suffix wherever they stand in the list; values that occur
 * twice are told apart by their occurrence. Identifiers have no `-`, so no other node can have such a key.
 */
export function suffixesOf(instances: readonly (readonly string[])[]): readonly string[] {
  const taken = new Set<string>();
  return instances.map((values) => {
    const base = suffixOf(values);
    let suffix = base;
    for (let occurrence = 2; taken.has(suffix); occurrence += 1) {
      suffix = `${base}---${occurrence}`;
    }
    taken.add(suffix);
    return suffix;
  });
}

function suffixOf(values: readonly string[]): string {
  const suffix = values.map((value) => `-${partOf(value)}`).join('');
  // Lengths keep apart what would read the same when it is joined.
  return suffix.length <= LONGEST_SUFFIX
    ? suffix
    : `---${hash(values.map((value) => `${value.length}:${value}`).join(''))}`;
}

const partOf = (value: string): string =>
  PLAIN.test(value) ? value : `${slugOf(value)}--${hash(value)}`;

const slugOf = (value: string): string => {
  const slug = value.slice(0, LONGEST_SLUG).replaceAll(/[^a-zA-Z0-9]+/g, '_');
  return slug === '' ? '_' : slug;
};

const WORD = 4_294_967_296;

/**
 * 64 bits of FNV-1a, as two words with different seeds. Not collision-resistant, and need not be: two values of one
 * loop that meet are told apart by their occurrence.
 */
function hash(text: string): string {
  return word(text, 2_166_136_261) + word(text, 40_389);
}

function word(text: string, seed: number): string {
  let state = seed;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 16_777_619);
  }
  const unsigned = state < 0 ? state + WORD : state;
  return unsigned.toString(36).padStart(7, '0');
}
