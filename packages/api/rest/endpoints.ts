/** Every endpoint of the server. */
import { peopleEndpoints } from './access/people.ts';
import { roleEndpoints } from './access/roles.ts';
import { chainEndpoints } from './chain.ts';
import { environmentEndpoints, infrastructureEndpoints, serviceEndpoints } from './deployables.ts';
import type { Endpoint } from './endpoint.ts';
import { environmentGroupEndpoints } from './environment-groups.ts';
import { evaluateEndpoints } from './evaluate.ts';
import { exportEndpoints } from './exports.ts';
import { firstGenEndpoints } from './first-gen.ts';
import { graphqlEndpoints } from './graphql.ts';
import { healthEndpoints } from './health.ts';
import { notificationEndpoints } from './notifications.ts';
import { connectorEndpoints, variableEndpoints } from './objects.ts';
import { pageEndpoints } from './page-endpoints.ts';
import { preflightEndpoints } from './preflight.ts';
import { scopeEndpoints } from './scopes.ts';
import { secretEndpoints } from './secrets.ts';
import { serviceOverrideEndpoints } from './service-overrides.ts';
import { smtpConfigEndpoints } from './smtp-config.ts';
import { templateEndpoints } from './templates.ts';
import { v1InputSetEndpoints } from './v1-input-sets.ts';
import { v1TemplateEndpoints } from './v1-templates.ts';

export const endpoints = {
  ...pageEndpoints,
  ...peopleEndpoints,
  ...roleEndpoints,
  ...healthEndpoints,
  ...chainEndpoints,
  ...notificationEndpoints,
  ...smtpConfigEndpoints,
  ...evaluateEndpoints,
  ...scopeEndpoints,
  ...serviceEndpoints,
  ...environmentEndpoints,
  ...environmentGroupEndpoints,
  ...infrastructureEndpoints,
  ...serviceOverrideEndpoints,
  ...connectorEndpoints,
  ...variableEndpoints,
  ...secretEndpoints,
  ...templateEndpoints,
  ...v1TemplateEndpoints,
  ...v1InputSetEndpoints,
  ...graphqlEndpoints,
  ...firstGenEndpoints,
  ...exportEndpoints,
  ...preflightEndpoints,
} satisfies Readonly<Record<string, Endpoint>>;

export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
