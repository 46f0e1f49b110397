import { didYouMean } from '@reprise/core';
import { EXPRESSION_ROOTS, functorNames, type ReferencePart } from '@reprise/core/expression';
import { HTTP_ANSWER_NAMES } from '@reprise/core/step-types';
import type { Outline, StageOutline } from './outline.ts';

/** A name that leads nowhere, and what is said of it. */
export interface UnknownName {
  readonly part: ReferencePart;
  readonly message: string;
}

const roots: ReadonlySet<string> = new Set([
  ...EXPRESSION_ROOTS,
  ...functorNames,
  'secrets',
  // Of the answer of an Http step, and of the script of a CustomApproval, in their own texts.
  ...HTTP_ANSWER_NAMES,
  'output',
]);

/**
 * The first name of a path that means nothing where it stands: a beginning that expressions do not have, or a variable
 * that its pipeline or stage lacks. Undefined when all is well, or only a run can tell.
 */
export function unknownName(
  path: readonly ReferencePart[],
  outline: Outline,
  stage: StageOutline | undefined,
): UnknownName | undefined {
  const [first, ...rest] = path;
  if (first === undefined || first.name === 'input') return undefined;
  if (!roots.has(first.name)) {
    const message = `No expression begins with "${first.name}" here.${didYouMean(first.name, roots)}`;
    return { part: first, message: `${message} Whatever is evaluated with it fails.` };
  }
  if (first.name === 'stage') return stage && unknownVariable(rest, stage.variables, 'this stage');
  if (first.name !== 'pipeline') return undefined;
  const [stages, name, ...inStage] = rest;
  if (stages?.name !== 'stages') return unknownVariable(rest, outline.variables, 'this pipeline');
  const other = outline.stages.find(({ identifier }) => identifier === name?.name);
  return other && unknownVariable(inStage, other.variables, `the stage "${other.identifier}"`);
}

function unknownVariable(
  [variables, name]: readonly ReferencePart[],
  known: readonly string[] | null,
  where: string,
): UnknownName | undefined {
  if (variables?.name !== 'variables' || name === undefined || known === null) return undefined;
  if (known.includes(name.name)) return undefined;
  const dotted = known.find((each) => each.startsWith(`${name.name}.`));
  const hint =
    dotted === undefined
      ? didYouMean(name.name, known)
      : ` A name with a dot is asked for by .get("${dotted}").`;
  return { part: name, message: `There is no variable "${name.name}" in ${where}.${hint}` };
}
