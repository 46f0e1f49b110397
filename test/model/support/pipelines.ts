import type { Pipeline, Stage, StageEntry } from '@reprise/core/pipeline';
import * as fc from 'fast-check';
import { text } from '../../../packages/core/execution/testing/pipelines.ts';
import { anyPipeline } from '../../../packages/core/execution/testing/random-pipelines.ts';

const numbers = fc.array(fc.nat(99), { minLength: 12, maxLength: 12 });

/** Random pipelines; in some, stages say what they depend on, and some stages run another pipeline. */
export const anyModelPipeline: fc.Arbitrary<Pipeline> = fc
  .tuple(anyPipeline, fc.nat(3), numbers)
  .map(([pipeline, kind, wishes]) => {
    const chained = kind === 1 || kind === 3 ? withChildren(pipeline, wishes) : pipeline;
    return kind >= 2 ? withDependencies(chained, wishes) : chained;
  });

function withDependencies(pipeline: Pipeline, wishes: readonly number[]): Pipeline {
  const all = pipeline.stages.flatMap(membersOf);
  const stages = all.map((each, index): StageEntry => {
    const dependsOn = all
      .slice(0, index)
      .filter((_, earlier) => ((wishes[index % wishes.length] ?? 0) >> (earlier % 6)) % 2 === 1)
      .map(({ identifier }) => identifier);
    return { kind: 'stage', stage: { ...each, dependsOn } };
  });
  // The order of the list means nothing.
  return { ...pipeline, stages: (wishes[0] ?? 0) % 2 === 0 ? stages : stages.toReversed() };
}

const membersOf = (entry: StageEntry): readonly Stage[] =>
  entry.kind === 'stage' ? [entry.stage] : entry.stages.flatMap(membersOf);

function withChildren(pipeline: Pipeline, wishes: readonly number[]): Pipeline {
  let number = 0;
  const change = (entry: StageEntry): StageEntry => {
    if (entry.kind === 'parallel') return { ...entry, stages: entry.stages.map(change) };
    number += 1;
    const isChained = (wishes[number % wishes.length] ?? 0) % 3 === 0;
    return isChained && entry.stage.strategy === undefined
      ? { kind: 'stage', stage: chained(entry.stage) }
      : entry;
  };
  return { ...pipeline, stages: pipeline.stages.map(change) };
}

const at = { line: 1, column: 1 };

/** A stage that runs another pipeline, as the reader makes it: one step, which no pipeline writes. */
function chained(head: Stage): Stage {
  const child = { org: text('org'), project: text('project'), pipeline: text('child') };
  return {
    ...head,
    type: 'Pipeline',
    rollbackSteps: [],
    steps: [
      {
        kind: 'step',
        step: {
          identifier: 'child',
          name: 'Child pipeline',
          at,
          spec: { type: 'Pipeline', ...child, inputSets: [], outputs: [] },
        },
      },
    ],
  };
}
