import { boolean, choice, type Fields, given } from '../../yaml/index.ts';
import { execution } from '../read-steps.ts';
import type { Strategy } from '../strategy-model.ts';
import { DEPLOYMENT_TYPES, type StageTarget, type TargetUse } from '../target/model.ts';
import { environmentGroup } from '../target/read-group.ts';
import {
  environmentFields,
  infrastructureFromStage,
  serviceFields,
} from '../target/read-target.ts';
import {
  environments,
  limits,
  type Place,
  type Several,
  services,
  targetsStrategy,
} from '../target/read-targets.ts';
import type { StageTypeReader } from './stage-type.ts';

const [FIRST_TYPE, ...OTHER_TYPES] = DEPLOYMENT_TYPES;

/** Steps that bring a service to an environment, or each of several services to each of several. */
export const deployment: StageTypeReader<'Deployment'> = {
  type: 'Deployment',
  needs: ['failureStrategies'],
  readSpec(fields) {
    const deploymentType = fields.required('deploymentType', choice(FIRST_TYPE, ...OTHER_TYPES));
    const gitOpsEnabled = fields.optional('gitOpsEnabled', boolean) ?? false;
    const target = targetOf(fields, gitOpsEnabled);
    const read = fields.required('execution', execution);
    fields.unsupported('customDeploymentRef');
    if (deploymentType === undefined || read === undefined || target === undefined)
      return undefined;
    return { type: 'Deployment', deploymentType, gitOpsEnabled, ...target, ...read };
  },
};

/** Several at once, and the forms of old, stand in the place of the ones that are read. */
const INSTEAD = {
  service: ['services', 'serviceConfig'],
  environment: ['environments', 'environmentGroup'],
} as const;

/** Whatever these say is a loop, were it over one. */
const LISTS = ['services', 'environments', 'environmentGroup'] as const;

type Target = StageTarget & { readonly strategy?: Strategy };

function targetOf(fields: Fields, gitOps: boolean): Target | undefined {
  fields.unsupported('serviceConfig');
  refuseBoth(fields, 'service', 'services');
  refuseBoth(fields, 'environment', 'environments');
  refuseBoth(fields, 'environment', 'environmentGroup');
  refuseBoth(fields, 'environments', 'environmentGroup');
  // Both are asked for, whichever is there: a key that nobody asks for is an unknown one.
  const [service, place] = [oneService(fields), onePlace(fields)];
  const what = fields.optional('services', services) ?? service;
  const listed = fields.optional('environments', environments);
  const where = listed ?? fields.optional('environmentGroup', environmentGroup) ?? place;
  const from = fields.optional('infrastructure', infrastructureFromStage);
  const multi = fields.optional('multiDeploymentConfig', limits);
  if (where === undefined) return undefined;
  const items = where.items.map((place) => ({
    ...(place.deployToAll ? {} : given('infrastructure', from ?? brought(place))),
    ...place,
  }));
  const goesToAll = items.some(({ deployToAll }) => deployToAll);
  if (goesToAll && gitOps) refuseAllOfGitOps(fields);
  if (!gitOps && items.some((each) => !each.infrastructure && !each.deployToAll)) {
    refuseWithoutInfrastructure(fields);
    return undefined;
  }
  const [first] = what?.items ?? [];
  if (what === undefined || first === undefined) return undefined;
  const isLoop = LISTS.some((key) => fields.has(key)) || items.length > 1 || goesToAll;
  return isLoop
    ? { strategy: targetsStrategy(what, { ...where, items }, multi, fields.report) }
    : { service: first, ...items[0] };
}

function oneService(fields: Fields): Several<TargetUse> | undefined {
  const need = INSTEAD.service.some((key) => fields.has(key)) ? 'optional' : 'required';
  const use = fields[need]('service', serviceFields('the service of a stage'));
  return use && { items: [use], parallel: true, at: fields.map.at };
}

function onePlace(fields: Fields): Several<Place> | undefined {
  const need = INSTEAD.environment.some((key) => fields.has(key)) ? 'optional' : 'required';
  const items = fields[need]('environment', environmentFields('the environment of a stage'));
  const at = fields.map.entries.get('environment')?.value.at ?? fields.map.at;
  return items && { items, parallel: true, at };
}

/** The environment of another stage brings the infrastructure of that stage, unless one is named. */
const brought = ({ environment }: Place): TargetUse | undefined =>
  environment?.useFromStage === undefined ? undefined : environment;

function refuseBoth(fields: Fields, one: string, several: string): void {
  const at = fields.has(one) ? fields.map.entries.get(several)?.keyAt : undefined;
  if (at === undefined) return;
  fields.report.error('bad-value', `Say either "${one}" or "${several}", not both.`, at);
}

function refuseAllOfGitOps({ map, report }: Fields): void {
  const message = 'Deploying to all clusters of an environment (GitOps) is not supported yet.';
  report.unsupported('unsupported-key', message, map.entries.get('gitOpsEnabled')?.keyAt ?? map.at);
}

const ENVIRONMENTS = ['environment', ...INSTEAD.environment] as const;

function refuseWithoutInfrastructure({ map, report }: Fields): void {
  const message =
    'The environment names no infrastructure: say which under "infrastructureDefinitions".';
  const at =
    ENVIRONMENTS.map((key) => map.entries.get(key)?.keyAt).find((each) => each !== undefined) ??
    map.at;
  report.error('missing-key', message, at);
}
