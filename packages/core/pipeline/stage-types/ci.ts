import { noEffect } from '../../step-types/container.ts';
import { boolean, choice, type Fields, fieldsOf, type Reader } from '../../yaml/index.ts';
import type { CiInfrastructure, CiStage } from '../model.ts';
import { identifier } from '../read-common.ts';
import { execution } from '../read-steps.ts';
import type { StageTypeReader } from './stage-type.ts';

/** Steps that build something, in a workspace of their own, where the codebase is cloned first when that is asked for. */
export const ci: StageTypeReader<'CI'> = {
  type: 'CI',
  readSpec(fields) {
    const read = fields.required('execution', execution);
    const cloneCodebase = fields.optional('cloneCodebase', boolean) ?? false;
    const runsOn = readInfrastructure(fields);
    fields.optional('platform', platform);

    noEffect(
      fields,
      'sharedPaths',
      'the steps share the workspace, and without containers the whole machine',
    );
    fields.ignore('caching', 'buildIntelligence', 'slsa_provenance');
    fields.unsupported('serviceDependencies');
    if (read === undefined || runsOn === undefined) return undefined;
    return { type: 'CI', cloneCodebase, runsOn, ...read };
  },
};

/** `infrastructure` or `runtime`: one of them says where the steps run. */
function readInfrastructure(fields: Fields): CiStage['runsOn'] | undefined {
  const { map, report } = fields;
  const own = fields.optional('infrastructure', infrastructure);
  const hosted = fields.optional('runtime', runtime);
  if (fields.has('infrastructure') && fields.has('runtime')) {
    const message = 'A stage has "infrastructure" or "runtime", not both.';
    report.error('bad-entry', message, map.entries.get('runtime')?.keyAt ?? map.at);
  } else if (!fields.has('infrastructure') && !fields.has('runtime')) {
    const message =
      'Nothing says where the stage runs: give "infrastructure", or "platform" and "runtime".';
    report.error('missing-one-of', message, map.at);
  }
  return own ?? hosted;
}

const KINDS = {
  KubernetesDirect: 'kubernetes',
  KubernetesHosted: 'kubernetes',
  VM: 'vm',
  Docker: 'docker',
} as const satisfies Readonly<Record<string, CiInfrastructure>>;

const infrastructure: Reader<CiStage['runsOn']> = (node, report) => {
  const fields = fieldsOf(node, 'the infrastructure of a CI stage', report);
  if (fields === undefined) return undefined;
  const useFromStage = fields.optional('useFromStage', identifier);
  if (useFromStage !== undefined) {
    fields.ignore('type', 'spec');
    fields.end();
    return { useFromStage };
  }
  const type = fields.required(
    'type',
    choice('KubernetesDirect', 'KubernetesHosted', 'VM', 'Docker'),
  );
  // What it says of clusters and pools is the operator's to map to delegates.
  fields.ignore('spec');
  fields.end();
  return type && KINDS[type];
};

const runtime: Reader<CiInfrastructure> = (node, report) => {
  const fields = fieldsOf(node, 'the runtime of a CI stage', report);
  const type = fields?.required('type', choice('Cloud', 'Docker'));
  fields?.ignore('spec');
  fields?.end();
  return type && (type === 'Cloud' ? 'cloud' : 'docker');
};

/** Which machines there are is the operator's to know: what the platform says is checked and makes no difference. */
const platform: Reader<true> = (node, report) => {
  const fields = fieldsOf(node, 'the platform of a CI stage', report);
  fields?.optional('os', choice('Linux', 'MacOS', 'Windows'));
  fields?.optional('arch', choice('Amd64', 'Arm64'));
  fields?.end();
  return true;
};
