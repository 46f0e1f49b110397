/** The endpoints that the pages in the browser call. */
import { accessCheckEndpoints } from './access/check.ts';
import { sessionEndpoints } from './access/sessions.ts';
import { tokenEndpoints } from './access/tokens.ts';
import { approvalEndpoints } from './approvals.ts';
import type { Endpoint } from './endpoint.ts';
import { executeEndpoints } from './execute.ts';
import { executionHeadEndpoints } from './execution-head.ts';
import { executionInputEndpoints } from './execution-inputs.ts';
import { executionEndpoints } from './executions.ts';
import { inputSetEndpoints } from './input-sets.ts';
import { interruptEndpoints } from './interrupts.ts';
import { lintEndpoints } from './lint.ts';
import { liveEndpoints } from './live.ts';
import { logEndpoints } from './logs.ts';
import { pipelineVersionEndpoints } from './pipeline-versions.ts';
import { pipelineEndpoints } from './pipelines.ts';
import { rerunEndpoints } from './rerun.ts';
import { retryEndpoints } from './retry.ts';
import { retryBatchEndpoints } from './retry-batches.ts';
import { schemaEndpoints } from './schema.ts';
import { selectionEndpoints } from './selection.ts';
import { waitingStepEndpoints } from './waiting-steps.ts';

export const pageEndpoints = {
  ...sessionEndpoints,
  ...tokenEndpoints,
  ...accessCheckEndpoints,
  ...pipelineEndpoints,
  ...pipelineVersionEndpoints,
  ...executeEndpoints,
  ...executionEndpoints,
  ...executionHeadEndpoints,
  ...retryEndpoints,
  ...retryBatchEndpoints,
  ...selectionEndpoints,
  ...rerunEndpoints,
  ...interruptEndpoints,
  ...executionInputEndpoints,
  ...approvalEndpoints,
  ...waitingStepEndpoints,
  ...logEndpoints,
  ...liveEndpoints,
  ...lintEndpoints,
  ...schemaEndpoints,
  ...inputSetEndpoints,
} satisfies Readonly<Record<string, Endpoint>>;
