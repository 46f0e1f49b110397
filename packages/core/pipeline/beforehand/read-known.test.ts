import { expect, test } from 'vitest';
import { parsePipeline } from '../parse-pipeline.ts';

const withTop = (top: string): string => `pipeline:
  identifier: p
  name: P
  variables:
    - {name: pools, type: String, value: '<+["a", <+stage.variables.pool>]>'}
    - {name: given, type: String, value: <+input>}
    - {name: round, type: String, value: <+pipeline.variables.trip>}
    - {name: trip, type: String, value: <+pipeline.variables.round>}
    - {name: key, type: Secret, value: token}
  stages:
    - stage:
        identifier: build
        name: Build
        type: Custom
        variables: [{name: pool, type: String, value: linux}, {name: asked, type: String, value: <+input>.executionInput()}]
        ${top}
        spec:
          execution:
            steps:
              - step: {identifier: w, name: W, type: Wait, spec: {duration: 10s}}
`;

function read(top: string) {
  const { pipeline, problems } = parsePipeline(withTop(top));
  const [entry] = pipeline?.stages ?? [];
  const stage = entry?.kind === 'stage' ? entry.stage : undefined;
  return { stage, problems: problems.map(({ severity, message }) => `${severity}: ${message}`) };
}

test('a whole list may be an expression, and each of its items', () => {
  expect(read('delegateSelectors: <+pipeline.variables.pools>').stage?.delegateSelectors).toEqual([
    'a',
    'linux',
  ]);
  const one = read("delegateSelectors: ['<+stage.variables.pool>-<+pipeline.name>']");
  expect(one.stage?.delegateSelectors).toEqual(['linux-P']);
});

test('what an input that is still to be given says is not judged before', () => {
  expect(read('timeout: <+pipeline.variables.given>')).toMatchObject({ problems: [] });
  expect(read('timeout: <+pipeline.variables.given>').stage).not.toHaveProperty('timeout');
});

test.each([
  ['timeout: <+matrix.limit>', '`matrix` is not defined'],
  ['timeout: <+stage.variables.asked>', 'it is asked for while the pipeline runs'],
  ['timeout: <+pipeline.variables.round>', 'a variable is made of itself'],
  ['timeout: <+pipeline.variables.key>', 'a secret is opened for a task only'],
  ['timeout: <+stage.description>', 'it is worth nothing'],
])('%s is not known before the run, and it is said why', (top, why) => {
  const { problems } = read(top);
  expect(problems).toEqual([expect.stringContaining('unsupported: Expected a duration')]);
  expect(problems[0]).toContain(`(${why})`);
});

test('what it is worth must be what is expected there', () => {
  expect(read('timeout: <+stage.variables.pool>').problems).toEqual([
    'error: Expected a duration such as 30s, 10m or 1h 30m, found "linux".',
  ]);
});
