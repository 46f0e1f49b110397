/** The refusals that more than one use case gives. */
import type { ProblemCode } from '@reprise/api';
import type { Json, Problem } from '@reprise/core';
import type { Principal } from '@reprise/core/execution';
import type { Refused } from './answer.ts';

export const refusal = (
  code: ProblemCode,
  message: string,
  facts: Readonly<Record<string, Json>> = {},
): Refused => ({ code, message, facts });

export const executionNotFound = (execution: string): Refused =>
  refusal('EXECUTION_NOT_FOUND', `There is no execution ${execution} in this project.`, {
    planExecutionId: execution,
  });

export const pipelineNotFound = (identifier: string): Refused =>
  refusal(
    'PIPELINE_NOT_FOUND',
    `There is no pipeline ${identifier} in this project. Store it first, or look for it in another project.`,
    { pipelineIdentifier: identifier },
  );

/** What somebody needs and does not have, of the things that an execution uses. */
export const lacksRights = ({ name }: Principal, missing: readonly string[]): Refused =>
  refusal(
    'FORBIDDEN',
    `${name} lacks permissions that this needs: ${missing.join(', ')}. Ask an administrator for a role that has them.`,
    { missing: [...missing] },
  );

/** How many problems a message names; all of them stand in the facts. */
const NAMED = 20;

/** Refuses YAML for what is wrong with it: every place in the facts, the first ones in the message. */
export function yamlRefusal(
  code: ProblemCode,
  summary: string,
  problems: readonly Problem[],
): Refused {
  const lines = problems.slice(0, NAMED).map(({ file, template, line, column, message }) => {
    const source = template === undefined ? '' : `template ${template}, `;
    const where = `${file === 'inputs' ? 'inputs, ' : source}line ${line}, column ${column}`;
    return `\n  ${where}: ${message}`;
  });
  const more = problems.length > NAMED ? `\n  and ${problems.length - NAMED} more` : '';
  return refusal(code, `${summary}${lines.join('')}${more}`, {
    problems: problems.map((problem) => ({ ...problem })),
  });
}
