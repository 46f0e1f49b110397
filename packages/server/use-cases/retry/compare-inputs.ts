import type { Problem } from '@reprise/core';
import { mergeInputs } from '@reprise/core/pipeline';
import type { Definition } from '../../ports/index.ts';

/**
 * How given inputs differ from the ones that an execution ran with, in words for a person; null when they come to the
 * same. Both are filled into the skeleton of the pipeline's inputs as it was then, so that order, quoting, comments and
 * left-out defaults make no difference.
 */
export function differenceInInputs(definition: Definition, givenYaml: string): string | null {
  if (givenYaml.trim() === definition.inputsYaml.trim()) return null;
  const skeleton = definition.inputsTemplateYaml || definition.compiledYaml;
  const given = mergeInputs(skeleton, givenYaml);
  const errors = given.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return errors.map(inWords).join('; ');
  const ran = mergeInputs(skeleton, definition.inputsYaml);
  return firstDifference(given.yaml.split('\n'), ran.yaml.split('\n'));
}

/** Only places in the given inputs mean anything to who sent them: the skeleton is nothing they see. */
const inWords = ({ file, line, message }: Problem): string =>
  `${file === 'inputs' ? `line ${line}: ` : ''}${message.replace(/\.$/, '')}`;

function firstDifference(given: readonly string[], ran: readonly string[]): string | null {
  const at = given.findIndex((line, index) => line !== ran[index]);
  if (at === -1) return null;
  const name = given.slice(0, at).findLast((line) => /^\s*(- )?(name|identifier):/.test(line));
  const where = name === undefined ? '' : `at ${name.trim().replace(/^- /, '')}, `;
  const wordsOf = (line: string | undefined): string => line?.trim() || 'nothing';
  return `${where}${wordsOf(given[at])} is given and ${wordsOf(ran[at])} was run`;
}
