/** Which rows of the tables say "runs", and so must have a pipeline that stands for them. */
import { namesOfNodes } from '@reprise/core/execution';
import { callables } from '@reprise/core/expression';
import {
  failureActionNames,
  keyUses,
  stageTypeNames,
  templateTypeNames,
} from '@reprise/core/pipeline';
import { stepTypes } from '@reprise/core/step-types';
import { examples } from './rows-in-use.ts';
import { errorNames, inputSuffixes, interruptNames, roots } from './table.ts';

/** A function counts as used wherever its name is called, on a value of whatever kind. */
export function rowsThatRun(): readonly string[] {
  const keys = [...keyUses(examples().flatMap(({ documents }) => documents))].flatMap(
    ([what, uses]) =>
      [...uses].filter(([, use]) => use === 'runs').map(([key]) => `Keys of ${what}: ${key}`),
  );
  const named: Readonly<Record<string, readonly string[]>> = {
    'step type': Object.keys(stepTypes),
    'stage type': stageTypeNames,
    'template type': templateTypeNames,
    '<+input>': inputSuffixes,
    root: roots,
    error: errorNames,
    action: failureActionNames,
    call: Object.values(callables).flat(),
    ...interruptNames,
    ...namesOfNodes,
  };
  const others = Object.entries(named).flatMap(([what, names]) =>
    names.map((name) => `${what}: ${name}`),
  );
  return [...keys, ...others];
}
