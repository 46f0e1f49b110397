import { boolean, choice, type Fields, given } from '../../yaml/index.ts';
import { execution } from '../read-steps.ts';
import { DEPLOYMENT_TYPES, type StageTarget } from '../target/model.ts';
import { environment, infrastructureFromStage, service } from '../target/read-target.ts';
import type { StageTypeReader } from './stage-type.ts';

const [FIRST_TYPE, ...OTHER_TYPES] = DEPLOYMENT_TYPES;

/** Steps that bring a service to an environment. */
export const deployment: StageTypeReader<'Deployment'> = {
  type: 'Deployment',
  needs: ['failureStrategies'],
  readSpec(fields) {
    const deploymentType = fields.required('deploymentType', choice(FIRST_TYPE, ...OTHER_TYPES));
    const gitOpsEnabled = fields.optional('gitOpsEnabled', boolean) ?? false;
    const target = targetOf(fields, gitOpsEnabled);
    const read = fields.required('execution', execution);
    fields.unsupported('customDeploymentRef');
    fields.ignore('multiDeploymentConfig');
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

function targetOf(fields: Fields, gitOps: boolean): StageTarget | undefined {
  fields.unsupported(...INSTEAD.service, ...INSTEAD.environment);
  const one = (part: keyof typeof INSTEAD) =>
    INSTEAD[part].some((key) => fields.has(key)) ? 'optional' : 'required';
  const what = fields[one('service')]('service', service);
  const where = fields[one('environment')]('environment', environment);
  const from = fields.optional('infrastructure', infrastructureFromStage);
  if (where === undefined) return undefined;
  const { environment: use } = where;
  // The environment of another stage brings the infrastructure of that stage, unless one is named.
  const brought = use?.useFromStage === undefined ? undefined : use;
  const target = {
    ...given('service', what),
    ...given('infrastructure', from ?? brought),
    ...where,
  };
  if (target.infrastructure !== undefined || gitOps) return what && target;
  const message =
    'The environment names no infrastructure: say which under "infrastructureDefinitions".';
  const at = fields.map.entries.get('environment')?.keyAt ?? fields.map.at;
  fields.report.error('missing-key', message, at);
  return undefined;
}
