/** What a stage deployed and where to, as FirstGen tells of it. */
import type { Deployment } from '@reprise/core/execution';
import type { Shape } from '../session.ts';

/** One outcome of the execution of a stage. */
export const outcomeShape = ({ service, environment }: Deployment, execution: Shape): Shape => ({
  __typename: 'DeploymentOutcome',
  execution,
  service:
    service === null ? null : { id: service.ref, name: service.name, deploymentType: service.type },
  environment:
    environment === null
      ? null
      : { id: environment.ref, name: environment.name, type: environmentType(environment.type) },
});

const environmentType = (type: string | null): 'PROD' | 'NON_PROD' | null => {
  if (type === null) return null;
  return type === 'Production' ? 'PROD' : 'NON_PROD';
};
