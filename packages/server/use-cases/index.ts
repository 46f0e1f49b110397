import { keepAct } from './access/acts.ts';
import * as access from './access/index.ts';
import type { Answer, Caller } from './answer.ts';
import {
  actOnApproval,
  actOnExecutionApproval,
  listApprovals,
  waitingApprovals,
} from './executions/approvals.ts';
import { evaluateExpression } from './executions/evaluate.ts';
import { getExecutionInputs, giveExecutionInputs } from './executions/execution-inputs.ts';
import {
  getDefinition,
  getExecution,
  getExecutionNode,
  listExecutions,
} from './executions/executions.ts';
import { interruptExecution, interveneNode } from './executions/interrupt-execution.ts';
import { listNotifications } from './executions/notifications.ts';
import { watchExecution } from './executions/watch-execution.ts';
import { indexLog, searchLog } from './logs/log-lines.ts';
import { followLogByKey, readLog, readLogByKey, readLogsUnder } from './logs/logs.ts';
import type { UseCase, UseCaseNeeds, UseCaseOptions } from './needs.ts';
import { deleteMailServer, getMailServer, saveMailServer } from './objects/mail-server.ts';
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
import { createCompiler } from './runs/compile.ts';
import { rerunExecution } from './runs/rerun-execution.ts';
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

const useCases = {
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
  runPipeline,
  listStageDependencies,
  rerunExecution,
  listExecutions,
  getExecution,
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
  listApprovals,
  waitingApprovals,
  actOnApproval,
  actOnExecutionApproval,
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
  testConnector,
  rotateMasterKey,
  saveMailServer,
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

/** The use cases over one store and one engine. */
export function createUseCases(options: UseCaseOptions): UseCases {
  const needs: UseCaseNeeds = { ...options, compile: createCompiler(options.digest) };
  const bound = Object.entries(useCases).map(([name, useCase]) => [
    name,
    // Which input belongs to which use case is in the type above; the loop cannot repeat it.
    async (caller: Caller, input: never) => {
      const answer = await useCase(needs, caller, input);
      if (answer.ok) await keepAct(needs, caller, name, input, answer.value);
      return answer;
    },
  ]);
  return Object.fromEntries(bound) as UseCases;
}

export {
  type AuthenticationNeeds,
  principalOfSession,
  principalOfToken,
} from './access/authenticate.ts';
export { membersOfGroups } from './access/group-members.ts';
export { createLoginThrottle } from './access/login-throttle.ts';
export { firstInvitation } from './access/sessions.ts';
export { teamRights } from './access/team-rights.ts';
export type { Caller, Refused } from './answer.ts';
export type { Rights, ScopeRef } from './authorise.ts';
export type { UseCaseOptions } from './needs.ts';
export { mailServerOfExecutions } from './objects/mail-server.ts';
export { type SecretOfTask, secretsOfExecutions, secretsOfTasks } from './objects/secret-values.ts';
export type { ConnectorTestResult } from './objects/test-connector.ts';
export { memberRetry } from './retry-batches/create.ts';
export { childPreparer, childRetryPlanner } from './runs/prepare-child.ts';
