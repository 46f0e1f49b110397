import { sha1Of } from '@reprise/core';
import { stageKey, targetKey } from '@reprise/core/plan';
import { describe, expect, it } from 'vitest';
import { viewNode } from '../index.ts';
import {
  deploying,
  deployment,
  environment,
  infrastructure,
  PRIMARY,
  shop,
  WORLD,
} from '../testing/deployments.ts';

const USES_SHOP = 'serviceRef: shop';
/** A variable that keeps the part which has it from being found. */
const BROKEN = '{name: v, type: String, value: <+pipeline.variables.no>}';

/** What the one step of a stage is told that deploys the shop to this infrastructure. */
function told(source: string, spec = 'namespace: p'): unknown {
  const objects = [shop(), environment('prod'), infrastructure('prod', spec)];
  const run = deploying([deployment('deploy', source)], objects);
  return (
    run.scriptOf('deploy_step') ?? viewNode(run.state, run.key('deploy_step')).failure?.message
  );
}

/** A stage in the place to which the shop is deployed, which deploys nothing; its step shows `source`. */
const custom = (source: string, extra = ''): string => `
    - stage:
        identifier: s
        name: s
        type: Custom
        ${extra}
        spec:
          environment: {environmentRef: prod, infrastructureDefinitions: [{identifier: big}]}
          execution:
            steps:
              - step: {identifier: show, name: n, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: "${source}"}}}}`;

describe('a part of a target that could not be found', () => {
  const source = '[<+service.name>] [<+env.name>] [<+infra.name>] [<+INFRA_KEY>]';

  it.each([
    ['service', shop(PRIMARY, BROKEN), environment('prod'), '[null] [prod] [Big] [null]'],
    ['environment', shop(), environment('prod', BROKEN), '[Shop] [null] [Big] [null]'],
  ] as const)(
    'is null where its stage goes on all the same: the %s',
    (_, service, place, shown) => {
      const stage = deployment('deploy', source, USES_SHOP, '', 'Ignore');
      const run = deploying([stage], [service, place, infrastructure('prod')]);
      expect(run.scriptOf('deploy_step')).toBe(shown);
    },
  );

  it('is null to the stages after it', () => {
    const asks = custom(
      '<+pipeline.stages.deploy.spec.service.name>',
      'when: {pipelineStatus: All}',
    );
    const world = [shop(PRIMARY, BROKEN), environment('prod'), infrastructure('prod')];
    expect(deploying([deployment('deploy', 'x'), asks], world).scriptOf('show')).toBe('null');
  });
});

describe('the key of an infrastructure', () => {
  const keyOf = (...parts: readonly string[]): string => sha1Of(parts.join('-'));

  it('is made of its connector and its namespace where it has both, and of what it is called where not', () => {
    const named = keyOf('shop', 'prod', 'big');
    expect(told('<+INFRA_KEY>', 'connectorRef: c, namespace: p')).toBe(
      keyOf('shop', 'prod', 'c', 'p'),
    );
    expect(told('<+INFRA_KEY>', 'namespace: p')).toBe(named);
    expect(told('<+INFRA_KEY>', 'connectorRef: c')).toBe(named);
  });

  it('begins with its short one', () => {
    expect(told('<+INFRA_KEY_SHORT_ID>')).toBe(keyOf('shop', 'prod', 'big').slice(0, 6));
  });

  it('is null where no service is deployed', () => {
    const stage = custom('[<+INFRA_KEY>] <+infra.name>');
    expect(deploying([stage], WORLD).scriptOf('show')).toBe('[null] Big');
  });
});

describe('the names of an infrastructure', () => {
  it('are those of its spec, and nothing that an object has besides', () => {
    expect(told('<+infra.namespace>')).toBe('p');
    expect(told('<+infra.constructor>')).toContain('`infra.constructor` is not defined');
  });

  it('say why they are worth nothing when its spec is', () => {
    const asks = '{name: at, type: String, value: <+infra.namespace>}';
    const { yaml, ...other } = infrastructure('prod');
    const broken = {
      ...other,
      yaml: yaml.replace(/spec: \{.*?\}/, 'spec: <+pipeline.variables.no>'),
    };
    const run = deploying(
      [deployment('deploy', 'x')],
      [shop(PRIMARY, asks), environment('prod'), broken],
    );
    const service = viewNode(run.state, targetKey(stageKey('deploy'), 'service'));
    expect(service.failure?.message).toContain('pipeline.variables.no');
  });
});

it('what finds out the target is no step that anybody can ask for', () => {
  expect(told('<+execution.steps>')).toMatch(/name one of its parts: deploy_step$/);
});
