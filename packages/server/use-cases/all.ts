import * as access from './access/index.ts';
import type { Answer, Caller } from './answer.ts';
import {
  actOnApproval,
  actOnExecutionApproval,
  getApproval,
  listApprovals,
  waitingApprovals,
} from './executions/approvals.ts';
import { evaluateExpression } from './executions/evaluate.ts';
import { getExecutionInputs, giveExecutionInputs } from './executions/execution-inputs.ts';
import {
  getDefinition,
  getExecution,
  getExecutionHead,
  getExecutionNode,
  listExecutions,
} from './executions/executions.ts';
import { interruptExecution, interveneNode } from './executions/interrupt-execution.ts';
import { listNotifications } from './executions/notifications.ts';
import { waitingSteps } from './executions/waiting-steps.ts';
import { watchExecution } from './executions/watch-execution.ts';
import { exportedExecutions, getExport } from './exports/read-export.ts';
import { requestExport } from './exports/request-export.ts';
import { indexLog, searchLog } from './logs/log-lines.ts';
import { followLogByKey, readLog, readLogByKey, readLogsUnder } from './logs/logs.ts';
import type { UseCase } from './needs.ts';
import { listOverrides } from './objects/list-overrides.ts';
import {
  deleteMailServer,
  getMailServer,
  saveMailServer,
  tryMailServer,
} from './objects/mail-server.ts';
import {
  createObject,
  deleteObject,
  getObject,
  listObjects,
  updateObject,
} from './objects/objects.ts';
import { rotateMasterKey } from './objects/secret-values.ts';
import { testConnector } from './objects/test-connector.ts';
import {
  createInputSet,
  deleteInputSet,
  getInputSet,
  listInputSets,
  updateInputSet,
} from './pipelines/input-sets.ts';
import { mergeInputSets, mergeWithTemplate, templateOfInputs } from './pipelines/merge-inputs.ts';
import { getPipelineVersion, listPipelineVersions } from './pipelines/pipeline-versions.ts';
import {
  createPipeline,
  deletePipeline,
  getPipeline,
  lintPipeline,
  listPipelines,
  summarisePipeline,
  updatePipeline,
} from './pipelines/pipelines.ts';
import {
  createTemplate,
  deleteTemplate,
  getTemplate,
  listTemplates,
  makeTemplateStable,
  updateTemplate,
} from './pipelines/templates.ts';
import { getPreflight, startPreflight } from './preflight/preflight.ts';
import { planRetry } from './retry/plan-retry.ts';
import { resumeExecution } from './retry/resume-execution.ts';
import { retryExecution } from './retry/retry-execution.ts';
import {
  getChain,
  getLatestExecutionId,
  getRetryableStages,
  getRetryHistory,
} from './retry/retry-history.ts';
import { createRetryBatch } from './retry-batches/create.ts';
import { previewRetryBatch } from './retry-batches/preview.ts';
import { cancelRetryBatch, getRetryBatch, listRetryBatches } from './retry-batches/read.ts';
import { rerunExecution } from './runs/rerun-execution.ts';
import { runDynamic } from './runs/run-dynamic.ts';
import { runPipeline } from './runs/run-pipeline.ts';
import { listStageDependencies } from './runs/stage-dependencies.ts';
import {
  createOrganization,
  createProject,
  deleteOrganization,
  deleteProject,
  updateOrganization,
  updateProject,
} from './scopes/change-scopes.ts';
import {
  getAccount,
  getOrganization,
  getProject,
  listOrganizations,
  listProjects,
} from './scopes/scopes.ts';

/** What the edges may call, by name. Each checks its permission. */
export const useCases = {
  getExecutionInputs,
  giveExecutionInputs,
  ...access,
  evaluateExpression,
  createTemplate,
  updateTemplate,
  makeTemplateStable,
  getTemplate,
  deleteTemplate,
  listTemplates,
  createInputSet,
  updateInputSet,
  getInputSet,
  deleteInputSet,
  listInputSets,
  mergeInputSets,
  mergeWithTemplate,
  createPipeline,
  updatePipeline,
  getPipeline,
  deletePipeline,
  summarisePipeline,
  listPipelines,
  lintPipeline,
  listPipelineVersions,
  getPipelineVersion,
  templateOfInputs,
  startPreflight,
  getPreflight,
  runPipeline,
  runDynamic,
  listStageDependencies,
  rerunExecution,
  listExecutions,
  getExecution,
  getExecutionHead,
  getExecutionNode,
  getDefinition,
  planRetry,
  retryExecution,
  resumeExecution,
  previewRetryBatch,
  createRetryBatch,
  getRetryBatch,
  listRetryBatches,
  cancelRetryBatch,
  getRetryableStages,
  getRetryHistory,
  getChain,
  getLatestExecutionId,
  interruptExecution,
  interveneNode,
  getApproval,
  listApprovals,
  waitingApprovals,
  waitingSteps,
  actOnApproval,
  actOnExecutionApproval,
  requestExport,
  getExport,
  exportedExecutions,
  readLog,
  indexLog,
  searchLog,
  readLogByKey,
  followLogByKey,
  readLogsUnder,
  watchExecution,
  createObject,
  updateObject,
  getObject,
  deleteObject,
  listObjects,
  listOverrides,
  testConnector,
  rotateMasterKey,
  saveMailServer,
  tryMailServer,
  getMailServer,
  deleteMailServer,
  listNotifications,
  getAccount,
  listOrganizations,
  getOrganization,
  listProjects,
  getProject,
  createOrganization,
  updateOrganization,
  deleteOrganization,
  createProject,
  updateProject,
  deleteProject,
} as const;

type Bound<Given> =
  Given extends UseCase<infer Input, infer Output>
    ? (caller: Caller, input: Input) => Answer<Output>
    : never;

/** All that the edges may call: every command and every query, each checking its permission. */
export type UseCases = { readonly [Name in keyof typeof useCases]: Bound<(typeof useCases)[Name]> };
