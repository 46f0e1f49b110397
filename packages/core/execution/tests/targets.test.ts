import { stageKey, targetKey } from '@reprise/core/plan';
import { expect, it } from 'vitest';
import { type KnownObject, viewNode } from '../index.ts';
import {
  deploying,
  deployment,
  environment,
  infrastructure,
  PRIMARY,
  shop,
  WORLD,
} from '../testing/deployments.ts';
import type { Run } from '../testing/run.ts';

const part = (run: Run, stage: string, name: 'service' | 'infrastructure') =>
  viewNode(run.state, targetKey(stageKey(stage), name));
const which = (value: string, type = 'String') => `{name: which, type: ${type}, value: ${value}}`;
const BY_EXPRESSION = 'serviceRef: <+pipeline.variables.which>';

it('a service is found by what its reference is worth when its turn has come', () => {
  const stages = [deployment('deploy', '<+service.name> <+artifact.image>', BY_EXPRESSION)];
  const run = deploying(stages, WORLD, which('shop'));
  expect(run.scriptOf('deploy_step')).toBe('Shop shop:1.10');
});

it.each([which('""'), which('7', 'Number')])(
  'a reference that is worth no identifier fails what looks for it, with its place (%s)',
  (variable) => {
    const run = deploying([deployment('deploy', 'x', BY_EXPRESSION)], WORLD, variable);
    expect(part(run, 'deploy', 'service').failure?.message).toMatch(
      /line 14.*the reference is worth no identifier/,
    );
    expect(run.status('deploy')).toBe('Failed');
  },
);

it('what was not stored when the execution began is missed where it should have been', () => {
  const elsewhere = [shop(), environment('prod'), infrastructure('test')];
  const run = deploying([deployment('deploy', 'x')], elsewhere);
  expect(part(run, 'deploy', 'service').failure?.message).toContain(
    'there was no infrastructure "big" in the environment prod when the execution began',
  );
  const nothing = deploying([deployment('deploy', 'x')], []);
  expect(part(nothing, 'deploy', 'service').failure?.message).toContain(
    'there was no service "shop" when the execution began',
  );
});

it('the service of another stage is the one which that has found', () => {
  const stages = [
    deployment('deploy', 'x', BY_EXPRESSION),
    deployment('again', '<+service.name>', 'useFromStage: {stage: deploy}'),
  ];
  const run = deploying(stages, WORLD, which('shop'));
  run.succeed('deploy_step');
  expect(run.scriptOf('again_step')).toBe('Shop');
});

it('a stage that has found none has none to lend', () => {
  const skipped = 'when: {pipelineStatus: All, condition: "false"}';
  const stages = [
    deployment('deploy', 'x', 'serviceRef: shop', skipped),
    deployment('again', 'y', 'useFromStage: {stage: deploy}'),
  ];
  const run = deploying(stages, WORLD);
  expect(part(run, 'again', 'service').failure?.message).toContain(
    'the stage deploy has found no service that this stage could use',
  );
});

it('what an infrastructure says is kept as data, with its expressions worked out', () => {
  const spec = 'namespace: "ns-<+pipeline.name>", ports: [80, 443], nothing: null';
  const run = deploying(
    [deployment('deploy', 'x')],
    [shop(), environment('prod'), infrastructure('prod', spec)],
  );
  const node = run.state.nodes.get(targetKey(stageKey('deploy'), 'infrastructure'));
  expect(node).toMatchObject({
    outputs: { spec: { namespace: 'ns-Release', ports: [80, 443], nothing: null } },
  });
});

it('what an infrastructure says may refer to what else it says', () => {
  const spec = 'namespace: "ns", releaseName: "<+infra.namespace>-1"';
  const world = [shop(), environment('prod'), infrastructure('prod', spec)];
  const run = deploying([deployment('deploy', '<+infra.releaseName>')], world);
  expect(run.scriptOf('deploy_step')).toBe('ns-1');
});

it('an environment knows the group as part of which it is deployed to, if there is one', () => {
  const alone = deployment('deploy', '<+env.identifier> <+env.envGroupRef>');
  const place = 'environmentRef: prod, infrastructureDefinitions: [{identifier: big}]';
  const group = `environmentGroup: {envGroupRef: europe, environments: [{${place}}]}`;
  const inGroup = deploying([alone.replace(/environment: .*/, group)], WORLD);
  expect(inGroup.scriptOf('deploy_step')).toBe('prod europe');
  expect(deploying([alone], WORLD).status('deploy_step')).toBe('Failed');
});

it('an expression without a value in a list fails the part that holds it', () => {
  const spec = 'ports: [80, "<+pipeline.variables.no>"]';
  const run = deploying(
    [deployment('deploy', 'x')],
    [shop(), environment('prod'), infrastructure('prod', spec)],
  );
  expect(part(run, 'deploy', 'infrastructure').failure?.message).toMatch(/infrastructure big.*no/);
});

it('a secret has no place but in a variable, where it stays a reference', () => {
  const token = '<+secrets.getValue(\\"token\\")>';
  const spec = `password: "${token}"`;
  const refused = deploying(
    [deployment('deploy', 'x')],
    [shop(), environment('prod'), infrastructure('prod', spec)],
  );
  expect(part(refused, 'deploy', 'infrastructure').failure?.message).toContain(
    'a secret cannot stand here: make it a variable of type Secret',
  );
  const variables =
    '{name: plain, type: String, value: v}, {name: token, type: Secret, value: token}';
  const run = deploying([deployment('deploy', 'x')], [shop(PRIMARY, variables), ...WORLD.slice(1)]);
  const node = run.state.nodes.get(targetKey(stageKey('deploy'), 'service'));
  expect(node).toMatchObject({
    outputs: { variables: { plain: { value: 'v' }, token: { secret: 'token' } } },
  });
});

it('what cannot be read of an object fails what needs it, with the line', () => {
  const broken = { ...shop(), yaml: 'service:\n  identifier: shop\n  serviceDefinition: 5\n' };
  const run = deploying([deployment('deploy', 'x')], [broken, ...WORLD.slice(1)]);
  expect(part(run, 'deploy', 'service').failure?.message).toMatch(
    /the service shop cannot be used: line \d+ of its YAML/,
  );
});

it('what is found is of the kind, under the whole reference and in the environment that are asked for', () => {
  const shared = { ...shop(), ref: 'account.shop' };
  const decoys = [environment('account.shop'), infrastructure('test', 'namespace: wrong')];
  const stages = [
    deployment('deploy', '<+service.name> <+infra.namespace>', 'serviceRef: account.shop'),
  ];
  const run = deploying(stages, [...decoys, ...WORLD.slice(1), shared]);
  expect(run.scriptOf('deploy_step')).toBe('Shop p');
});

it('the service of another stage comes with the inputs that it had there', () => {
  const open: KnownObject = {
    kind: 'service',
    ref: 'shop',
    yaml: 'service: {identifier: shop, name: Shop, serviceDefinition: {type: Kubernetes, spec: {variables: [{name: v, type: String, value: <+input>}]}}}',
  };
  const inputs =
    'serviceRef: shop, serviceInputs: {serviceDefinition: {type: Kubernetes, spec: {variables: [{name: v, type: String, value: given}]}}}';
  const stages = [
    deployment('deploy', 'x', inputs),
    deployment('again', '<+serviceVariables.v>', 'useFromStage: {stage: deploy}'),
  ];
  const run = deploying(stages, [open, ...WORLD.slice(1)]);
  run.succeed('deploy_step');
  expect(run.scriptOf('again_step')).toBe('given');
});
