import { describe, expect, it } from 'vitest';
import { type KnownObject, viewNode } from '../index.ts';
import { deploying, deployment, service, WORLD } from '../testing/deployments.ts';

/** What a step that says the expression is given to do, or why it cannot be done. */
function said(shop: KnownObject, expression: string): unknown {
  const run = deploying([deployment('deploy', expression)], [shop, ...WORLD.slice(1)]);
  const step = run.key('deploy_step');
  return run.scriptOf('deploy_step') ?? viewNode(run.state, step).failure?.message;
}

const primary = (spec: string) => service(`artifacts: {primary: {${spec}}}`);
const MAIN = '{identifier: main, type: DockerRegistry, spec: {imagePath: shop, tag: v1}}';
const OTHER = '{identifier: other, type: Ecr, spec: {imagePath: other, tag: v2}}';
const NO_TAG = /the service says no fixed tag of this artifact/;

describe('the artifact of a service', () => {
  it('is the one source that there is', () => {
    expect(said(primary(`sources: [${MAIN}]`), '<+artifact.image>')).toBe('shop:v1');
  });

  it('is of several sources the one that is named, whichever place it has', () => {
    const sources = `sources: [${MAIN}, ${OTHER}]`;
    const chosen = (name: string) =>
      said(primary(`${sources}, primaryArtifactRef: ${name}`), '<+artifact.identifier>');
    expect([chosen('main'), chosen('other')]).toEqual(['main', 'other']);
  });

  it('is none while several sources stand there and none of them is named', () => {
    const open = primary(`sources: [${MAIN}, ${OTHER}]`);
    expect(said(open, '<+artifact.type>')).toMatch(/artifact.*is not defined/);
  });

  it('is what the service says without a list of sources', () => {
    const single = primary('type: DockerRegistry, spec: {imagePath: shop, tag: v1}');
    expect(said(single, '<+artifact.type> <+artifact.image>')).toBe('DockerRegistry shop:v1');
  });

  it.each([
    ['no artifacts', 'variables: []'],
    ['an empty artifact', 'artifacts: {primary: null}'],
    ['sidecars alone', 'artifacts: {sidecars: []}'],
  ])('is none of a service with %s', (_, spec) => {
    expect(said(service(spec), '<+artifact.type>')).toMatch(/artifact.*is not defined/);
    expect(said(service(spec), '<+artifacts.primary.type>')).toMatch(/primary.*is not defined/);
  });

  it('says by which names it can be asked', () => {
    expect(said(primary(`sources: [${MAIN}]`), '<+artifact>')).toContain(
      'name one of its parts: identifier, type, imagePath, tag',
    );
    expect(said(primary('identifier: bare'), '<+artifact>')).toContain(
      'name one of its parts: identifier, type',
    );
  });

  it.each([
    ['imagePath: shop', '<+artifact.tag>'],
    ['imagePath: shop', '<+artifact.image>'],
    ['imagePath: shop, tag: null', '<+artifact.image>'],
    ['tag: v1', '<+artifact.image>'],
  ])('has no image and no tag that would have to be looked up (%s, %s)', (spec, expression) => {
    expect(said(primary(`spec: {${spec}}`), expression)).toMatch(NO_TAG);
  });

  it('is not said to lack a tag by a name that it does not have', () => {
    const message = said(primary('spec: {imagePath: shop}'), '<+artifact.digest>');
    expect(message).toMatch(/digest.*is not defined/);
    expect(message).not.toMatch(NO_TAG);
  });

  it('is called the image that it says itself, whatever its path and tag', () => {
    const spec = 'spec: {image: registry/shop:v3, imagePath: shop, tag: v1}';
    expect(said(primary(spec), '<+artifact.image>')).toBe('registry/shop:v3');
  });

  it('can be asked for by a variable of the service', () => {
    const variables = 'variables: [{name: version, type: String, value: <+artifact.tag>-1}]';
    const own = service(`artifacts: {primary: {sources: [${MAIN}]}}, ${variables}`);
    expect(said(own, '<+serviceVariables.version>')).toBe('v1-1');
  });
});

describe('what stands beside the artifact', () => {
  const both = service(
    `artifacts: {primary: {sources: [${MAIN}]}, sidecars: [{sidecar: ${OTHER}}]}, manifests: [{manifest: {identifier: all, type: K8sManifest, spec: {valuesPaths: [values.yaml]}}}]`,
  );

  it('is found by its identifier: a sidecar, a manifest', () => {
    expect(said(both, '<+artifacts.sidecars.other.image>')).toBe('other:v2');
    expect(said(both, '<+manifests.all.type> <+manifests.all.valuesPaths>')).toBe(
      'K8sManifest ["values.yaml"]',
    );
  });

  it('is not defined under any other name', () => {
    expect(said(both, '<+artifacts.sidecars.main.image>')).toMatch(/main.*is not defined/);
    expect(said(both, '<+artifacts.secondary.image>')).toMatch(/secondary.*is not defined/);
    expect(said(both, '<+manifests.some.type>')).toMatch(/some.*is not defined/);
    expect(said(service('variables: []'), '<+manifests.all.type>')).toMatch(/all.*is not defined/);
  });

  it('is named to whoever asks for no name', () => {
    expect(said(both, '<+artifacts>')).toContain('primary, sidecars');
    expect(said(both, '<+artifacts.sidecars>')).toContain('one of its parts: other');
    expect(said(both, '<+manifests>')).toContain('one of its parts: all');
  });
});
