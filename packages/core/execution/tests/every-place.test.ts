import { toText } from '@reprise/core/expression';
import { parsePipeline } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import type { KnownObject, Surroundings } from '../index.ts';
import { viewNode } from '../index.ts';
import { shop } from '../testing/deployments.ts';
import { ada, Run } from '../testing/run.ts';

type Tags = Readonly<Record<string, string>>;

const environment = (ref: string, tags: Tags = {}): KnownObject => ({
  kind: 'environment',
  ref,
  tags,
  yaml: `environment: {identifier: ${ref}, name: ${ref}, type: Production}`,
});

const infrastructure = (of: string, ref: string, tags: Tags = {}): KnownObject => ({
  kind: 'infrastructure',
  ref,
  environment: of,
  tags,
  yaml: `infrastructureDefinition: {identifier: ${ref}, name: ${ref}, environmentRef: ${of}, type: KubernetesDirect, spec: {namespace: n}}`,
});

const WORLD: readonly KnownObject[] = [
  shop(),
  environment('paris', { zone: 'west' }),
  environment('oslo', { zone: 'north' }),
  environment('empty'),
  environment('tokyo'),
  infrastructure('paris', 'small', { size: 's' }),
  infrastructure('paris', 'large', { size: 'l' }),
  infrastructure('oslo', 'fjord', { size: 'l' }),
  infrastructure('tokyo', 'bay', { size: 'l' }),
];
const GROUPS = { europe: { name: 'Europe', environments: ['paris', 'oslo', 'empty'] } };

/** An execution of one stage that goes there. */
function to(where: string, environmentGroups: Surroundings['environmentGroups'] = GROUPS): Run {
  const { pipeline, problems } = parsePipeline(`
pipeline:
  identifier: release
  name: Release
  stages:
    - stage:
        identifier: ship
        name: Ship
        type: Deployment
        failureStrategies: [{ onFailure: { errors: [AllErrors], action: { type: MarkAsFailure } } }]
        spec:
          deploymentType: Kubernetes
          service: { serviceRef: shop }
          ${where}
          execution:
            steps:
              - step: { identifier: go, name: go, type: ShellScript, timeout: 10m, spec: { shell: Bash, source: { type: Inline, spec: { script: x } } } }
`);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (pipeline === null) throw new Error('the pipeline cannot be read');
  return Run.start(pipeline, ada, { objects: WORLD, environmentGroups });
}

/** The places that the stage goes to, in the order of its instances; or why it goes nowhere. */
function placesOf(run: Run): readonly unknown[] | string {
  const failure = viewNode(run.state, run.key('ship')).failure?.message;
  if (failure !== undefined) return failure;
  return [...run.state.plan.nodes.values()].flatMap(({ kind, place }) => {
    const { environmentRef = null, infraIdentifier = null } = place?.instance.matrix ?? {};
    return kind === 'stage' ? [`${toText(environmentRef)} ${toText(infraIdentifier)}`] : [];
  });
}

const onlyLarge =
  '{identifier: f, entities: [infrastructures], type: tags, spec: {tags: {size: l}}}';
const onlyNorth =
  '{identifier: g, entities: [environments], type: tags, spec: {tags: {zone: north}}}';

describe('a stage that goes to all of an environment', () => {
  it('goes to each infrastructure of it, by their names, and to none of another', () => {
    const run = to('environment: { environmentRef: paris, deployToAll: true }');
    expect(placesOf(run)).toEqual(['paris large', 'paris small']);
  });

  it('goes only where its filters let it', () => {
    const run = to(`environment: { environmentRef: paris, filters: [${onlyLarge}] }`);
    expect(placesOf(run)).toEqual(['paris large']);
  });

  it('says where it is named that there is nothing of it', () => {
    expect(placesOf(to('environment: { environmentRef: empty, deployToAll: true }'))).toBe(
      'line 14, column 42: the environment empty had no infrastructure when the execution began',
    );
  });
});

describe('a stage that goes to all of a group of environments', () => {
  it('goes to each infrastructure of each, by the names of these, and not to others', () => {
    const run = to('environmentGroup: { envGroupRef: europe, deployToAll: true }');
    expect(placesOf(run)).toEqual(['oslo fjord', 'paris large', 'paris small']);
  });

  it('goes only where its filters let it', () => {
    const group = (filters: string) =>
      `environmentGroup: { envGroupRef: europe, filters: [${filters}] }`;
    expect(placesOf(to(group(onlyLarge)))).toEqual(['oslo fjord', 'paris large']);
    expect(placesOf(to(group(onlyNorth)))).toEqual(['oslo fjord']);
    expect(placesOf(to(group(`${onlyNorth}, ${onlyLarge}`)))).toEqual(['oslo fjord']);
  });

  it('says where it is named that there is nothing of it', () => {
    const onlySouth = onlyNorth.replace('north', 'south');
    const filtered = `environmentGroup: { envGroupRef: europe, filters: [${onlySouth}] }`;
    expect(placesOf(to(filtered))).toBe(
      'line 14, column 44: the environment group europe had no infrastructure that its filters let through when the execution began',
    );
    const unknown = 'environmentGroup: { envGroupRef: europe, deployToAll: true }';
    expect(placesOf(to(unknown, {}))).toBe(
      'line 14, column 44: the environment group europe had no infrastructure when the execution began',
    );
  });
});
