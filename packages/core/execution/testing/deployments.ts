import { parsePipeline } from '@reprise/core/pipeline';
import { expect } from 'vitest';
import type { KnownObject, KnownOverride } from '../index.ts';
import { ada, Run } from './run.ts';

export const PRIMARY =
  'sources: [{identifier: main, spec: {imagePath: shop, tag: 1.10}}], primaryArtifactRef: main';

/** The service `shop`, of which its definition says this. */
export const service = (spec: string): KnownObject => ({
  kind: 'service',
  ref: 'shop',
  yaml: `service: {identifier: shop, name: Shop, serviceDefinition: {type: Kubernetes, spec: {${spec}}}}`,
});
export const shop = (primary = PRIMARY, variables = ''): KnownObject =>
  service(`artifacts: {primary: {${primary}}}, variables: [${variables}]`);
export const environment = (ref: string, variables = ''): KnownObject => ({
  kind: 'environment',
  ref,
  yaml: `environment: {identifier: ${ref}, name: ${ref}, type: Production, variables: [${variables}]}`,
});
export const infrastructure = (
  of: string,
  spec = 'namespace: p, ports: [80, 443]',
): KnownObject => ({
  kind: 'infrastructure',
  ref: 'big',
  environment: of,
  yaml: `infrastructureDefinition: {identifier: big, name: Big, environmentRef: ${of}, type: KubernetesDirect, spec: {${spec}}}`,
});
/** A service, an environment and its infrastructure, as a stage of `deployment` asks for them. */
export const WORLD = [shop(), environment('prod'), infrastructure('prod')];
const PROD = '{environmentRef: prod, infrastructureDefinitions: [{identifier: big}]}';

/** A stage of one step that deploys to production. */
export const deployment = (
  identifier: string,
  script: string,
  service = 'serviceRef: shop',
  extra = '',
  onFailure: 'MarkAsFailure' | 'Ignore' = 'MarkAsFailure',
) => `
    - stage:
        identifier: ${identifier}
        name: ${identifier}
        type: Deployment
        failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: ${onFailure}}}}]
        ${extra}
        spec:
          deploymentType: Kubernetes
          service: {${service}}
          environment: ${PROD}
          execution:
            steps:
              - step: {identifier: ${identifier}_step, name: s, type: ShellScript, timeout: 10m, spec: {shell: Bash, source: {type: Inline, spec: {script: "${script}"}}}}`;

/** An execution of these stages in a world of these objects. */
export function deploying(
  stages: readonly string[],
  objects: readonly KnownObject[] = WORLD,
  variables = '',
  overrides: readonly KnownOverride[] = [],
): Run {
  const yaml = `pipeline:\n  identifier: release\n  name: Release\n  variables: [${variables}]\n  stages:${stages.join('')}\n`;
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  if (pipeline === null) throw new Error('the pipeline cannot be read');
  return Run.start(pipeline, ada, { objects, overrides });
}
