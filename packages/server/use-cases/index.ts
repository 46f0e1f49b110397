import { keepAct } from './access/acts.ts';
import * as access from './access/index.ts';
import type { Answer, Caller } from './answer.ts';
import {
  actOnApproval,
  actOnExecutionApproval,
  listApprovals,
  waitingApprovals,
} from './approvals.ts';
import {
  createOrganization,
  createProject,
  deleteOrganization,
  deleteProject,
  updateOrganization,
  updateProject,
} from './change-scopes.ts';
import { createCompiler } from './compile.ts';
import { evaluateExpression } from './evaluate.ts';
import { getExecutionInputs, giveExecutionInputs } from './execution-inputs.ts';
import { getDefinition, getExecution, getExecutionNode, listExecutions } from './executions.ts';
import {
  createInputSet,
  deleteInputSet,
  getInputSet,
  listInputSets,
  updateInputSet,
} from './input-sets.ts';
import { interruptExecution, interveneNode } from './interrupt-execution.ts';
import { indexLog, searchLog } from './log-lines.ts';
import { followLogByKey, readLog, readLogByKey, readLogsUnder } from './logs.ts';
import { deleteMailServer, getMailServer, saveMailServer } from './mail-server.ts';
import { mergeInputSets, mergeWithTemplate, templateOfInputs } from './merge-inputs.ts';
import type { UseCase, UseCaseNeeds, UseCaseOptions } from './needs.ts';
import { listNotifications } from './notifications.ts';
import { createObject, deleteObject, getObject, listObjects, updateObject } from './objects.ts';
import { getPipelineVersion, listPipelineVersions } from './pipeline-versions.ts';
import {
  createPipeline,
  deletePipeline,
  getPipeline,
  lintPipeline,
  listPipelines,
  summarisePipeline,
  updatePipeline,
} from './pipelines.ts';
import { planRetry } from './plan-retry.ts';
import { rerunExecution } from './rerun-execution.ts';
import { resumeExecution } from './resume-execution.ts';
import { createRetryBatch } from './retry-batches/create.ts';
import { previewRetryBatch } from './retry-batches/preview.ts';
import { cancelRetryBatch, getRetryBatch, listRetryBatches } from './retry-batches/read.ts';
import { retryExecution } from './retry-execution.ts';
import {
  getChain,
  getLatestExecutionId,
  getRetryableStages,
  getRetryHistory,
} from './retry-history.ts';
import { runPipeline } from './run-pipeline.ts';
import {
  getAccount,
  getOrganization,
  getProject,
  listOrganizations,
  listProjects,
} from './scopes.ts';
import { rotateMasterKey } from './secret-values.ts';
import { listStageDependencies } from './stage-dependencies.ts';
import {
  createTemplate,
  deleteTemplate,
  getTemplate,
  listTemplates,
  makeTemplateStable,
  updateTemplate,
} from './templates.ts';
import { testConnector } from './test-connector.ts';
import { watchExecution } from './watch-execution.ts';

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
export { createLoginThrottle } from './access/login-throttle.ts';
export { firstInvitation } from './access/sessions.ts';
export { teamRights } from './access/team-rights.ts';
export type { Caller, Refused } from './answer.ts';
export type { Rights, ScopeRef } from './authorise.ts';
export { membersOfGroups } from './group-members.ts';
export { mailServerOfExecutions } from './mail-server.ts';
export type { UseCaseOptions } from './needs.ts';
export { childPreparer, childRetryPlanner } from './prepare-child.ts';
export { memberRetry } from './retry-batches/create.ts';
export { type SecretOfTask, secretsOfExecutions, secretsOfTasks } from './secret-values.ts';
export type { ConnectorTestResult } from './test-connector.ts';
