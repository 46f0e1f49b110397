/** An execution as a row of the list and as the head of its page. */
import * as z from 'zod/mini';
import { failureInfo, instant, skipInfo, status } from './node.ts';

/** One stage, or the fork of a parallel block, in the drawing of an execution's stages. */
export const layoutNode = z.object({
  /** `Custom`, `Approval`, …, `parallel` for a fork; `MATRIX`, `LOOP`, `PARALLELISM` for a loop. */
  nodeType: z.string(),
  nodeGroup: z.literal('STAGE'),
  nodeIdentifier: z.string(),
  name: z.string(),
  nodeUuid: z.string(),
  nodeExecutionId: z.nullable(z.string()),
  status,
  module: z.string(),
  startTs: z.nullable(instant),
  endTs: z.nullable(instant),
  edgeLayoutList: z.object({
    currentNodeChildren: z.array(z.string()),
    nextIds: z.array(z.string()),
  }),
  skipInfo: z.nullable(skipInfo),
  failureInfo: z.nullable(failureInfo),
  failureInfoDTO: z.nullable(failureInfo),
});
export type LayoutNode = z.infer<typeof layoutNode>;

export const triggerInfo = z.object({
  triggerType: z.string(),
  triggeredBy: z.object({
    uuid: z.string(),
    identifier: z.string(),
    extraInfo: z.record(z.string(), z.string()),
  }),
  isRerun: z.boolean(),
  rerunInfo: z.nullable(
    z.object({
      rootExecutionId: z.string(),
      prevExecutionId: z.string(),
      rootTriggerType: z.string(),
      prevTriggerType: z.string(),
      /** `original`: what the previous execution ran, to the letter. */
      definition: z.enum(['latest', 'original']),
    }),
  ),
});

/** How an execution stands to the ones it continues. */
export const retryInfo = z.object({
  isRetry: z.boolean(),
  rootExecutionId: z.string(),
  parentRetryId: z.nullable(z.string()),
  /** The execution that continues this one, if one does. */
  retriedBy: z.nullable(z.string()),
  /** The newest execution of the chain: itself, if nothing came after it. In an execution's detail. */
  latestExecutionId: z.optional(z.string()),
});

export const executionSummary = z.object({
  pipelineIdentifier: z.string(),
  planExecutionId: z.string(),
  name: z.string(),
  orgIdentifier: z.string(),
  projectIdentifier: z.string(),
  status,
  runSequence: z.number(),
  createdAt: instant,
  startTs: instant,
  endTs: z.nullable(instant),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
  executionTriggerInfo: triggerInfo,
  executionErrorInfo: z.nullable(z.object({ message: z.string() })),
  failureInfo: z.nullable(failureInfo),
  modules: z.array(z.string()),
  moduleInfo: z.record(z.string(), z.unknown()),
  /** The stages by layout id. Filled in an execution's detail; empty in lists. */
  layoutNodeMap: z.record(z.string(), layoutNode),
  startingNodeId: z.nullable(z.string()),
  shouldUseSimplifiedKey: z.literal(true),
  storeType: z.literal('INLINE'),
  totalStagesCount: z.number(),
  successfulStagesCount: z.number(),
  runningStagesCount: z.number(),
  failedStagesCount: z.number(),
  canRetry: z.boolean(),
  showRetryHistory: z.boolean(),
  retryInfo,
  /** The stage of another execution that runs this one, if one does. */
  parentStageInfo: z.object({
    hasParentPipeline: z.boolean(),
    executionId: z.nullable(z.string()),
    identifier: z.nullable(z.string()),
    orgId: z.nullable(z.string()),
    projectId: z.nullable(z.string()),
    runSequence: z.nullable(z.number()),
    stageNodeId: z.nullable(z.string()),
  }),
  /** Whether this execution runs chosen stages only; then which, in their order, and how they are called. */
  stagesExecution: z.boolean(),
  stagesExecuted: z.array(z.string()),
  stagesExecutedNames: z.record(z.string(), z.string()),
  notesExistForPlanExecutionId: z.boolean(),
  /** The note given when it was started. */
  notes: z.nullable(z.string()),
  /** Why this execution cannot be opened, when its record could not be read back. */
  quarantined: z.nullable(z.string()),
});
export type ExecutionSummary = z.infer<typeof executionSummary>;
