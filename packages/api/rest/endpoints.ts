/** Every endpoint of the server. */
import { accessCheckEndpoints } from './access/check.ts';
import { peopleEndpoints } from './access/people.ts';
import { roleEndpoints } from './access/roles.ts';
import { sessionEndpoints } from './access/sessions.ts';
import { tokenEndpoints } from './access/tokens.ts';
import { approvalEndpoints } from './approvals.ts';
import { chainEndpoints } from './chain.ts';
import { environmentEndpoints, infrastructureEndpoints, serviceEndpoints } from './deployables.ts';
import type { Endpoint } from './endpoint.ts';
import { evaluateEndpoints } from './evaluate.ts';
import { executeEndpoints } from './execute.ts';
import { executionHeadEndpoints } from './execution-head.ts';
import { executionInputEndpoints } from './execution-inputs.ts';
import { executionEndpoints } from './executions.ts';
import { firstGenEndpoints } from './first-gen.ts';
import { graphqlEndpoints } from './graphql.ts';
import { healthEndpoints } from './health.ts';
import { inputSetEndpoints } from './input-sets.ts';
import { interruptEndpoints } from './interrupts.ts';
import { lintEndpoints } from './lint.ts';
import { liveEndpoints } from './live.ts';
import { logEndpoints } from './logs.ts';
import { notificationEndpoints } from './notifications.ts';
import { connectorEndpoints, variableEndpoints } from './objects.ts';
import { pipelineVersionEndpoints } from './pipeline-versions.ts';
import { pipelineEndpoints } from './pipelines.ts';
import { rerunEndpoints } from './rerun.ts';
import { retryEndpoints } from './retry.ts';
import { retryBatchEndpoints } from './retry-batches.ts';
import { schemaEndpoints } from './schema.ts';
import { scopeEndpoints } from './scopes.ts';
import { secretEndpoints } from './secrets.ts';
import { selectionEndpoints } from './selection.ts';
import { serviceOverrideEndpoints } from './service-overrides.ts';
import { smtpConfigEndpoints } from './smtp-config.ts';
import { templateEndpoints } from './templates.ts';
import { v1InputSetEndpoints } from './v1-input-sets.ts';
import { v1TemplateEndpoints } from './v1-templates.ts';

export const endpoints = {
  ...sessionEndpoints,
  ...peopleEndpoints,
  ...tokenEndpoints,
  ...accessCheckEndpoints,
  ...roleEndpoints,
  ...healthEndpoints,
  ...pipelineEndpoints,
  ...pipelineVersionEndpoints,
  ...executeEndpoints,
  ...executionEndpoints,
  ...executionHeadEndpoints,
  ...retryEndpoints,
  ...retryBatchEndpoints,
  ...selectionEndpoints,
  ...rerunEndpoints,
  ...chainEndpoints,
  ...interruptEndpoints,
  ...executionInputEndpoints,
  ...approvalEndpoints,
  ...notificationEndpoints,
  ...smtpConfigEndpoints,
  ...logEndpoints,
  ...liveEndpoints,
  ...lintEndpoints,
  ...schemaEndpoints,
  ...evaluateEndpoints,
  ...scopeEndpoints,
  ...serviceEndpoints,
  ...environmentEndpoints,
  ...infrastructureEndpoints,
  ...serviceOverrideEndpoints,
  ...connectorEndpoints,
  ...variableEndpoints,
  ...secretEndpoints,
  ...templateEndpoints,
  ...v1TemplateEndpoints,
  ...inputSetEndpoints,
  ...v1InputSetEndpoints,
  ...graphqlEndpoints,
  ...firstGenEndpoints,
} satisfies Readonly<Record<string, Endpoint>>;

export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
