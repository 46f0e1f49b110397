import { expect, it } from 'vitest';
import {
  parallelStages,
  parallelSteps,
  pipeline,
  script,
  stage,
} from '../execution/testing/pipelines.ts';
import { toYaml } from '../execution/testing/to-yaml.ts';
import { parsePipeline } from './parse-pipeline.ts';

const many = <Member>(count: number, member: (name: string) => Member): readonly Member[] =>
  Array.from({ length: count }, (_, index) => member(`m${index}`));

const problemsOf = (yaml: string) => parsePipeline(yaml).problems.map(({ message }) => message);

it('lets 256 stages or steps stand side by side', () => {
  expect(
    problemsOf(toYaml(pipeline([parallelStages(...many(256, (name) => stage(name)))]))),
  ).toEqual([]);
});

it.each([
  ['stages', pipeline([parallelStages(...many(257, (name) => stage(name)))])],
  ['steps', pipeline([stage('s', [parallelSteps(...many(257, (name) => script(name)))])])],
  [
    'stages of a parallel in a parallel',
    pipeline([parallelStages(stage('s'), parallelStages(...many(256, (name) => stage(name))))]),
  ],
])('refuses one more of %s, once', (_, wide) => {
  expect(problemsOf(toYaml(wide))).toEqual([
    'Here 257 stand side by side, and 256 may: split them, or put some after the others.',
  ]);
});
