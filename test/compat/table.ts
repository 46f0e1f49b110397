/** Prints the generated part of docs/harness-compat.md: what the code's own tables say. */
import { readdirSync, readFileSync } from 'node:fs';
import { expressionRoots, namesOfNodes } from '@reprise/core/execution';
import { callables } from '@reprise/core/expression';
import {
  FAILURE_TYPES,
  failureActionNames,
  keyUses,
  refusedTypes,
  stageTypeNames,
  templateTypeNames,
} from '@reprise/core/pipeline';
import { stepTypes } from '@reprise/core/step-types';
import {
  CHOICES,
  INTERRUPTS,
} from '../../packages/server/use-cases/executions/interrupt-execution.ts';

const scenarios = new URL('../scenarios/', import.meta.url);

/** Every pipeline of the scenarios: between them they come by all readers. */
function pipelines(folder: URL): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return pipelines(new URL(`${entry.name}/`, folder));
    return entry.name.endsWith('.yaml') ? [readFileSync(new URL(entry.name, folder), 'utf8')] : [];
  });
}

/** What may follow `<+input>`. */
export const inputSuffixes: readonly string[] = [
  'default',
  'allowedValues',
  'selectOneFrom',
  'selectManyFrom',
  'regex',
  'executionInput',
];

/** What a failure strategy may be for. */
export const errorNames: readonly string[] = ['AllErrors', ...FAILURE_TYPES];

/** What people may do to a live execution, and to a step of it that waits for a decision. */
export const interruptNames: Readonly<Record<'interrupt' | 'decision', readonly string[]>> = {
  interrupt: INTERRUPTS,
  decision: CHOICES,
};

/** Where an expression may begin. */
export const roots: readonly string[] = [...expressionRoots, 'secrets'];

type Row = readonly [name: string, use: string];

const RUNS = 'runs';
const REFUSED = 'refused';

const rows = (names: Iterable<string>, use: string): readonly Row[] =>
  [...names].toSorted().map((name): Row => [name, use]);

function section(title: string, all: readonly Row[]): string {
  const lines = all.map(([name, use]) => `| \`${name}\` | ${use} |\n`);
  return `### ${title}\n\n| | |\n|---|---|\n${lines.join('')}\n`;
}

/** The generated part, headings and all. */
export function compatTable(): string {
  const keys = [...keyUses(pipelines(scenarios))]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([what, uses]) =>
      section(
        `Keys of ${what}`,
        [...uses].toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ),
    );
  const functions = Object.entries(callables).map(([title, names]) =>
    section(`Expressions: ${title}`, rows(names, RUNS)),
  );
  const names = Object.entries(namesOfNodes).map(([node, all]) =>
    section(`Expressions: names of \`${node}\``, rows(all, RUNS)),
  );
  return [
    section('Step types', [
      ...rows(Object.keys(stepTypes), RUNS),
      ...rows(refusedTypes.steps, REFUSED),
    ]),
    section('Stage types', [...rows(stageTypeNames, RUNS), ...rows(refusedTypes.stages, REFUSED)]),
    section('Template types', [
      ...rows(templateTypeNames, RUNS),
      ...rows(refusedTypes.templates, REFUSED),
    ]),
    section('Failure strategies: errors', rows(errorNames, RUNS)),
    section('Failure strategies: actions', [...rows(failureActionNames, RUNS)]),
    section('Interrupts', rows(interruptNames.interrupt, RUNS)),
    section('Decisions about a step that waits for one', rows(interruptNames.decision, RUNS)),
    section('Suffixes of `<+input>`', rows(inputSuffixes, RUNS)),
    section('Expressions: where they begin', rows(roots, RUNS)),
    ...names,
    ...functions,
    ...keys,
  ].join('');
}
