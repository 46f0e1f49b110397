import { stageKey } from '@reprise/core/plan';
import { describe, expect, it } from 'vitest';
import { deployedIn, deploymentsOf } from '../index.ts';
import {
  deploying,
  deployment,
  environment,
  infrastructure,
  service,
  shop,
  WORLD,
} from '../testing/deployments.ts';
import type { Run } from '../testing/run.ts';

const of = (run: Run, stage: string) => deploymentsOf(run.state, stageKey(stage));

const SHOP = { ref: 'shop', name: 'Shop', type: 'Kubernetes' };
const PROD = { ref: 'prod', name: 'prod', type: 'Production' };
const ENVIRONMENT_WITHOUT_VALUE =
  'environment: {identifier: prod, name: prod, type: Production, variables: [{name: v, type: String, value: <+pipeline.variables.no>}]}';

const custom = (identifier: string, spec = '') => `
    - stage:
        identifier: ${identifier}
        name: ${identifier}
        type: Custom
        spec: {${spec} execution: {steps: [{step: {identifier: ${identifier}_step, name: s, type: Wait, spec: {duration: 1s}}}]}}`;

describe('what a stage deploys', () => {
  it('is its service and its environment, as they were found', () => {
    const run = deploying([deployment('deploy', 'x')]);
    expect(of(run, 'deploy')).toEqual([{ service: SHOP, environment: PROD }]);
  });

  it('is nothing before the turn of the stage, and for a stage that deploys nothing', () => {
    const run = deploying([custom('wait'), deployment('deploy', 'x')]);
    expect(of(run, 'wait')).toEqual([]);
    expect(of(run, 'deploy')).toEqual([]);
    expect(deployedIn(run.state)).toEqual({ services: [], environments: [] });
  });

  it('is the service alone when its environment cannot be used', () => {
    const broken = { ...environment('prod'), yaml: ENVIRONMENT_WITHOUT_VALUE };
    const run = deploying([deployment('deploy', 'x')], [shop(), broken, infrastructure('prod')]);
    expect(of(run, 'deploy')).toEqual([{ service: SHOP, environment: null }]);
    expect(deployedIn(run.state)).toEqual({ services: ['shop'], environments: [] });
  });

  it('is the environment alone of a stage that only names one', () => {
    const run = deploying([custom('check', 'environment: {environmentRef: prod},')]);
    expect(of(run, 'check')).toEqual([{ service: null, environment: PROD }]);
    expect(deployedIn(run.state)).toEqual({ services: [], environments: ['prod'] });
  });

  it('is told for each time round its loop', () => {
    const run = deploying([
      deployment('deploy', 'x', 'serviceRef: shop', 'strategy: {parallelism: 2}'),
    ]);
    const once = { service: SHOP, environment: PROD };
    expect(of(run, 'deploy')).toEqual([once, once]);
    expect(deployedIn(run.state)).toEqual({ services: ['shop'], environments: ['prod'] });
  });
});

describe('what an execution deploys', () => {
  it('is each service and each environment once, sorted', () => {
    const shared = { ...service(''), ref: 'account.shop' };
    const run = deploying(
      [deployment('one', 'x'), deployment('two', 'x', 'serviceRef: account.shop'), custom('rest')],
      [...WORLD, shared],
    );
    run.succeed('one_step');
    expect(deployedIn(run.state)).toEqual({
      services: ['account.shop', 'shop'],
      environments: ['prod'],
    });
  });

  it('is all that a stage of several services and environments deploys', () => {
    const several = `
    - stage:
        identifier: deploy
        name: deploy
        type: Deployment
        failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: MarkAsFailure}}}]
        spec:
          deploymentType: Kubernetes
          services: {values: [{serviceRef: shop}, {serviceRef: account.shop}]}
          environments: {values: [{environmentRef: prod, infrastructureDefinitions: [{identifier: big}]}, {environmentRef: test, infrastructureDefinitions: [{identifier: big}]}]}
          execution: {steps: [{step: {identifier: x, name: x, type: Wait, spec: {duration: 1s}}}]}`;
    const shared = { ...service(''), ref: 'account.shop' };
    const world = [...WORLD, shared, environment('test'), infrastructure('test')];
    const run = deploying([several], world);
    expect(of(run, 'deploy')).toHaveLength(4);
    expect(deployedIn(run.state)).toEqual({
      services: ['account.shop', 'shop'],
      environments: ['prod', 'test'],
    });
  });
});
