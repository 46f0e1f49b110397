import { stageKey, targetKey } from '@reprise/core/plan';
import { describe, expect, it } from 'vitest';
import { type KnownOverride, viewNode } from '../index.ts';
import {
  deploying,
  deployment,
  environment,
  infrastructure,
  service,
  WORLD,
} from '../testing/deployments.ts';

const variable = (name: string, value: string) => `{name: ${name}, type: String, value: ${value}}`;

/** An override that gives the variable `v` the value. */
const override = (
  about: string,
  value: string,
  level: KnownOverride['level'] = 'project',
): KnownOverride => ({
  level,
  yaml: `overrides: {${about}, variables: [${variable('v', value)}]}`,
});

const ENVIRONMENT = 'type: ENV_GLOBAL_OVERRIDE, environmentRef: prod';
const SERVICE = 'type: ENV_SERVICE_OVERRIDE, environmentRef: prod, serviceRef: shop';
const INFRASTRUCTURE = 'type: INFRA_GLOBAL_OVERRIDE, environmentRef: prod, infraIdentifier: big';
const BOTH =
  'type: INFRA_SERVICE_OVERRIDE, environmentRef: prod, serviceRef: shop, infraIdentifier: big';

const OWN = service(`variables: [${variable('v', 'own')}]`);

function deployed(overrides: readonly KnownOverride[], script = '<+serviceVariables.v>') {
  const world = [OWN, ...WORLD.slice(1)];
  return deploying([deployment('deploy', script)], world, '', overrides);
}
const valueUnder = (...overrides: readonly KnownOverride[]) =>
  deployed(overrides).scriptOf('deploy_step');

describe('an override of what is deployed', () => {
  it('counts before what the service says itself', () => {
    expect(valueUnder()).toBe('own');
    expect(valueUnder(override(SERVICE, 'overridden'))).toBe('overridden');
  });

  it.each([
    ENVIRONMENT.replace('prod', 'test'),
    SERVICE.replace('prod', 'test'),
    SERVICE.replace('shop', 'bakery'),
    INFRASTRUCTURE.replace('prod', 'test'),
    INFRASTRUCTURE.replace('big', 'small'),
    BOTH.replace('shop', 'bakery'),
    BOTH.replace('big', 'small'),
  ])('counts only where all that it is about is meant (%s)', (about) => {
    expect(valueUnder(override(about, 'of another'))).toBe('own');
  });

  it('counts before those that are about less', () => {
    const all = [ENVIRONMENT, SERVICE, INFRASTRUCTURE, BOTH];
    const values = ['environment', 'service', 'infrastructure', 'both'];
    const overrides = all.map((about, index) => override(about, values[index] ?? ''));
    const underFirst = (count: number) => valueUnder(...overrides.slice(0, count));
    expect([1, 2, 3, 4].map(underFirst)).toEqual(values);
  });

  it('counts before one of a wider level', () => {
    const at = (level: KnownOverride['level']) => override(SERVICE, level, level);
    expect(valueUnder(at('account'), at('org'))).toBe('org');
    expect(valueUnder(at('account'), at('project'), at('org'))).toBe('project');
  });

  it('gives its environment the variables too, unless it is about a service', () => {
    const env = (about: string) =>
      deployed([override(about, 'v')], '<+env.variables.v>').scriptOf('deploy_step');
    expect(env(ENVIRONMENT)).toBe('v');
    expect(env(SERVICE)).toBeUndefined();
  });

  it('fails what it is about when it cannot be read', () => {
    const run = deployed([{ level: 'org', yaml: 'overrides: {type: NONE}' }]);
    const node = viewNode(run.state, targetKey(stageKey('deploy'), 'service'));
    expect(node.failure?.message).toContain('an override of the org cannot be used');
  });
});

it('what an environment says of a variable of the service counts before the service, and brings no new one', () => {
  const prod = {
    ...environment('prod'),
    yaml: `environment: {identifier: prod, name: prod, type: Production, variables: [${variable('v', 'of prod')}, ${variable('new', 'x')}]}`,
  };
  const said = (expression: string) =>
    deploying([deployment('deploy', expression)], [OWN, prod, infrastructure('prod')]);
  expect(said('<+serviceVariables.v>').scriptOf('deploy_step')).toBe('of prod');
  expect(said('<+serviceVariables.new>').status('deploy_step')).toBe('Failed');
});
