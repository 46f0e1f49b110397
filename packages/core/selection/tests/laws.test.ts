import { asInstant } from '@reprise/core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  evaluateText,
  type Found,
  type Lookup,
  MOMENT,
  type Namespace,
  toText,
} from '../../expression/index.ts';
import { type Pipeline, parsePipeline, type Stage, type Variable } from '../../pipeline/index.ts';
import { analyseStages, expressionsAsked, selectStages, supplyValues } from '../index.ts';
import { asWritten, pipelineOf, stage } from '../testing/pipelines.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 100);

const NAMES = ['s0', 's1', 's2', 's3'] as const;
const anyStage = fc.constantFrom(...NAMES);
const anyVariable = fc.constantFrom('v0', 'v1', 'v2');

/** Every way of writing that leads to another stage, or might. */
const anyExpression: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(
      anyStage,
      anyStage,
      fc.constantFrom<(one: string, other: string) => string>(
        (one) => `pipeline.stages.${one}.out`,
        (one) => `pipeline["stages"]["${one}"].out`,
        (one) => `pipeline.stages.get("${one}").get("out")`,
        (one) => `pipeline.stages."${one}".out`,
        (one) => `pipeline.stages.${one}.out.toUpperCase()`,
        (one) => `pipeline.stages.${one.slice(0, 1)}<+"${one.slice(1)}">.out`,
        (one) => `pipeline.stages.<+"${one}">.out.trim()`,
        (one) => `<+pipeline.stages.${one}.out> + "!"`,
        (one) => `"in <+pipeline.stages.${one}.out>"`,
        (one, other) => `true ? pipeline.stages.${one}.out : pipeline.stages.${other}.out`,
        (one, other) => `pipeline.stages.${one}.out == <+pipeline.stages.${other}.out>`,
        (one) => `(pipeline.stages).${one}.out`,
      ),
    )
    .map(([one, other, write]) => `<+${write(one, other)}>`),
  anyVariable.map((name) => `<+pipeline.variables.${name}>`),
  anyVariable.map((name) => `<+pipeline.variables.<+"${name}">>`),
  fc.constantFrom('<+stage.variables.own>', '<+pipeline.name>', 'text', '<'),
);
const anyText = fc.array(anyExpression, { maxLength: 3 }).map((parts) => parts.join(' '));

const anyPipeline: fc.Arbitrary<string> = fc
  .record({
    scripts: fc.tuple(anyText, anyText, anyText, anyText),
    owns: fc.tuple(anyText, anyText, anyText, anyText),
    // A variable is made of stages and of the variables after it, so that no circle comes about.
    variables: fc.tuple(
      anyExpression.map((text) => text.replaceAll(/v\d/g, 'v1')),
      anyExpression.map((text) => text.replaceAll(/v\d/g, 'v2')),
      anyExpression.filter((text) => !text.includes('variables')),
    ),
  })
  .map(({ scripts, owns, variables }) => {
    const listed = variables.map(
      (value, at) => `\n    - {name: v${at}, type: String, value: ${JSON.stringify(`v ${value}`)}}`,
    );
    const more = `allowStageExecutions: true\n  variables:${listed.join('')}`;
    const stages = NAMES.map((name, at) => {
      const own = JSON.stringify(`${owns[at]?.replaceAll('<+stage.variables.own>', '')}`);
      const variable = `variables: [{name: own, type: String, value: ${own}}]`;
      return stage(name, scripts[at] ?? '', variable);
    });
    return pipelineOf(stages.join(''), more);
  });

function parsed(yaml: string): Pipeline {
  const { pipeline, problems } = parsePipeline(yaml);
  if (pipeline === null) throw new Error(JSON.stringify(problems));
  return pipeline;
}

const stagesIn = ({ stages }: Pipeline): readonly Stage[] =>
  stages.flatMap((entry) => (entry.kind === 'stage' ? [entry.stage] : []));

const namespace = (
  keys: readonly string[],
  get: (name: string) => Found | undefined,
): Namespace => ({
  kind: 'namespace',
  keys: () => keys,
  get,
});

/** What a stage published: as hostile as an output can be. */
const outOf = (name: string) => `${name} <+pipeline.name>"'\\\n> out`;

/** The names of a run, told of every stage that is asked for. */
function lookupIn(pipeline: Pipeline, at: Stage | null, seen: (stage: string) => void): Lookup {
  const known = stagesIn(pipeline).map(({ identifier }): string => identifier);
  const variables = (all: readonly Variable[], from: () => Lookup) =>
    namespace(
      all.map(({ name }) => name),
      (name) => {
        const variable = all.find((each) => each.name === name);
        return variable && valueOf(variable.value.text, from());
      },
    );
  const stages = namespace(known, (name) => {
    seen(name);
    return known.includes(name) ? namespace(['out'], () => outOf(name)) : undefined;
  });
  const root = namespace(['name', 'stages', 'variables'], (name) => {
    if (name === 'stages') return stages;
    return name === 'variables' ? variables(pipeline.variables, () => outside) : 'p';
  });
  const own = namespace(['variables'], () => variables(at?.variables ?? [], () => lookup));
  // The pipeline's variables know no stage around them.
  const outside: Lookup = (name) => {
    if (name === MOMENT) return asInstant(0);
    return name === 'pipeline' ? root : undefined;
  };
  const lookup: Lookup = (name) => (name === 'stage' ? own : outside(name));
  return lookup;
}

function valueOf(text: string, lookup: Lookup): string {
  const evaluated = evaluateText(text, lookup);
  return evaluated.ok ? toText(evaluated.value.value) : `no value: ${evaluated.error.code}`;
}

function scriptOf(pipeline: Pipeline, identifier: string, seen: (stage: string) => void): string {
  const at = stagesIn(pipeline).find((each) => each.identifier === identifier);
  const entry = at?.steps[0];
  if (at === undefined || entry?.kind !== 'step') throw new Error(`no stage ${identifier}`);
  const { spec } = entry.step;
  const text = spec.type === 'ShellScript' ? spec.script.text : '';
  return valueOf(text, lookupIn(pipeline, at, seen));
}

it('whatever stage the evaluator asks, the analysis has named, or has said that it cannot know', () => {
  let asked = 0;
  fc.assert(
    fc.property(anyPipeline, anyStage, (yaml, name) => {
      const seen = new Set<string>();
      scriptOf(parsed(yaml), name, (each) => seen.add(each));
      const reads = analyseStages(yaml).find(({ identifier }) => identifier === name)?.reads ?? [];
      const named = new Set(reads.map((each) => each.stage));
      for (const each of seen) {
        asked += 1;
        expect(each === name || named.has(each) || named.has(null)).toBe(true);
      }
    }),
    { numRuns: RUNS },
  );
  // A law about pipelines that ask nobody would prove nothing.
  expect(asked).toBeGreaterThan(RUNS / 4);
});

it('stages that run alone, given what the whole run knew, say what they say in the whole run', () => {
  let supplied = 0;
  const chosenStages = fc.uniqueArray(anyStage, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(anyPipeline, chosenStages, (yaml, chosen) => {
      const whole = parsed(yaml);
      const ignore = () => undefined;
      const selected = selectStages(asWritten(yaml), chosen);
      if (!selected.ok || selected.value === null) throw new Error(JSON.stringify(selected));
      const { leftOut } = selected.value;
      const expressions = expressionsAsked(selected.value.yaml, leftOut);
      supplied += expressions.length;
      const values = Object.fromEntries(
        expressions.map(({ expression }) => [
          expression,
          valueOf(expression, lookupIn(whole, null, ignore)),
        ]),
      );
      const alone = supplyValues(selected.value, leftOut, values);
      if (!alone.ok) throw new Error(alone.error.message);
      const narrowed = parsed(alone.value.yaml);
      for (const name of chosen) {
        const seen = new Set<string>();
        const script = scriptOf(narrowed, name, (each) => seen.add(each));
        expect(script).toBe(scriptOf(whole, name, ignore));
        for (const each of seen) expect(leftOut.has(each)).toBe(false);
      }
    }),
    { numRuns: RUNS },
  );
  expect(supplied).toBeGreaterThan(RUNS / 4);
});
