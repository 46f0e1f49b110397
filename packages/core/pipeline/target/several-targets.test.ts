import { expect, test } from 'vitest';
import { hardDependencies, parsePipeline, type Stage, wantedObjects } from '../index.ts';

const spec = (services: string, environments: string, more = ''): string =>
  `{deploymentType: Ssh, ${services}, ${environments}, ${more} execution: {steps: [{step: {identifier: w, name: w, type: Wait, spec: {duration: 1s}}}]}}`;

const stageOf = (id: string, itsSpec: string): string =>
  `{stage: {identifier: ${id}, name: ${id}, type: Deployment, failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: Ignore}}}], spec: ${itsSpec}}}`;

function parsed(...stages: readonly string[]) {
  const yaml = `pipeline: {identifier: p, name: P, stages: [${stages.join(', ')}]}`;
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  if (pipeline === null) throw new Error('the pipeline was not read');
  return pipeline;
}

function lastStage(...stages: readonly string[]): Stage {
  const entry = parsed(...stages).stages.at(-1);
  if (entry?.kind !== 'stage') throw new Error('there is no stage');
  return entry.stage;
}

const services = (parallel: boolean): string =>
  `services: {values: [{serviceRef: a}, {serviceRef: b}], metadata: {parallel: ${parallel}}}`;
const environments = (parallel: boolean): string =>
  `environments: {values: [{environmentRef: x, infrastructureDefinitions: [{identifier: i}, {identifier: j}]}, {environmentRef: y, infrastructureDefinitions: [{identifier: i}]}], metadata: {parallel: ${parallel}}}`;

/** The loop of a stage, with each target as a word: `a-x-i`. */
function loopOf({ strategy }: Stage) {
  if (strategy?.loop.kind !== 'targets') return null;
  const order = strategy.loop.targets.map((target) =>
    [target.service, target.environment, target.infrastructure]
      .map((use) => (use !== undefined && 'ref' in use ? use.ref.text : `of ${use?.useFromStage}`))
      .join('-'),
  );
  return { order, limit: strategy.maxConcurrency?.text ?? null, onFailure: strategy.onFailure };
}

const BY_SERVICE = ['a-x-i', 'a-x-j', 'a-y-i', 'b-x-i', 'b-x-j', 'b-y-i'];
const BY_PLACE = ['a-x-i', 'b-x-i', 'a-x-j', 'b-x-j', 'a-y-i', 'b-y-i'];

test.each([
  { what: true, where: true, order: BY_SERVICE, limit: null },
  { what: true, where: false, order: BY_PLACE, limit: '2' },
  { what: false, where: true, order: BY_SERVICE, limit: '3' },
  { what: false, where: false, order: BY_SERVICE, limit: '1' },
])('services side by side: $what, places side by side: $where', ({ what, where, order, limit }) => {
  const stage = lastStage(stageOf('s', spec(services(what), environments(where))));
  expect(loopOf(stage)).toEqual({ order, limit, onFailure: 'RunAll' });
});

test('what the stage says of its several deployments counts before what the lists say', () => {
  const config = 'multiDeploymentConfig: {onFailure: SkipQueued, maxConcurrency: 4},';
  const stage = lastStage(stageOf('s', spec(services(false), environments(false), config)));
  expect(loopOf(stage)).toMatchObject({ limit: '4', onFailure: 'SkipQueued' });
});

test('one service in one place, written as such, is no loop', () => {
  const environment =
    'environment: {environmentRef: x, infrastructureDefinitions: [{identifier: i}]}';
  expect(loopOf(lastStage(stageOf('s', spec('service: {serviceRef: a}', environment))))).toBeNull();
});

test('several places may all have the service of another stage, which is one dependency', () => {
  const environment =
    'environment: {environmentRef: x, infrastructureDefinitions: [{identifier: i}]}';
  const first = stageOf('first', spec('service: {serviceRef: a}', environment));
  const stage = lastStage(
    first,
    stageOf('s', spec('service: {useFromStage: {stage: first}}', environments(true))),
  );
  expect(loopOf(stage)?.order).toEqual(['of first-x-i', 'of first-x-j', 'of first-y-i']);
  expect(hardDependencies(stage)).toMatchObject([{ part: 'service', stage: 'first' }]);
});

test('every object of every combination is wanted', () => {
  const wanted = wantedObjects(parsed(stageOf('s', spec(services(true), environments(true)))));
  const names = wanted.map((each) => {
    const environment = each.kind === 'environmentGroup' ? undefined : each.environment;
    return [each.kind, environment?.ref.text, each.use.ref.text].join(' ');
  });
  expect([...new Set(names)].toSorted()).toEqual([
    'environment  x',
    'environment  y',
    'infrastructure x i',
    'infrastructure x j',
    'infrastructure y i',
    'service  a',
    'service  b',
  ]);
});

test('to all infrastructures of an environment is a loop, whatever those are', () => {
  const stage = lastStage(
    stageOf(
      's',
      spec('service: {serviceRef: a}', 'environment: {environmentRef: x, deployToAll: true}'),
    ),
  );
  expect(loopOf(stage)).toMatchObject({ order: ['a-x-of undefined'], limit: null });
  expect(stage.strategy?.loop).toMatchObject({ targets: [{ deployToAll: true }] });
});

test.each([
  ['environment: {environmentRef: x, deployToAll: true}, gitOpsEnabled: true', 'GitOps'],
  ['environment: {useFromStage: {stage: o}, deployToAll: true}', 'environment of another stage'],
  [
    'environments: {metadata: {parallel: false}, values: [{environmentRef: x, deployToAll: true}]}',
    'name the infrastructures',
  ],
])('to all infrastructures is refused where the order is not known: %s', (where, reason) => {
  const stage = stageOf('s', spec(services(true), where));
  const { problems } = parsePipeline(`pipeline: {identifier: p, name: P, stages: [${stage}]}`);
  expect(problems.map(({ message }) => message).join()).toContain(reason);
});
