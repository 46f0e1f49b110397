/** One node of an execution, in Harness's shape with a few more fields, for every endpoint that shows nodes. */
import { END_STATUSES, LIVE_STATUSES } from '@reprise/core/execution';
import { FINAL_ACTIONS } from '@reprise/core/pipeline';
import * as z from 'zod/mini';

/** Statuses of executions, stages and steps: one vocabulary. */
export const status = z.enum([...END_STATUSES, ...LIVE_STATUSES]);

/** A moment in milliseconds since 1970 UTC. */
export const instant = z.number();

export const failureInfo = z.object({
  message: z.string(),
  failureTypeList: z.array(z.string()),
  responseMessages: z.array(z.unknown()),
});

/** Why a node was not run, or on what condition it ran. */
export const skipInfo = z.object({
  skipCondition: z.string(),
  evaluatedCondition: z.boolean(),
  expressions: z.array(z.object({ expression: z.string(), expressionValue: z.string() })),
});

/** What a person did to a node. */
const interruptHistory = z.object({
  interruptId: z.string(),
  tookEffectAt: instant,
  interruptType: z.string(),
  interruptConfig: z.object({
    issuedBy: z.object({ manualIssuer: z.object({ identifier: z.string() }), issueTime: instant }),
  }),
});

/** One try of a step. */
const stepTry = z.object({
  attempt: z.number(),
  status,
  startTs: z.nullable(instant),
  endTs: z.nullable(instant),
  /** The key of this try's log; null when no delegate was asked. */
  logBaseKey: z.nullable(z.string()),
  failureInfo: z.nullable(failureInfo),
  /** What its failure strategy did about it; null when none was asked, or had an answer. */
  action: z.nullable(z.enum([...FINAL_ACTIONS, 'Retry', 'RetryStepGroup', 'ManualIntervention'])),
});

export const executionNode = z.object({
  /** The node's name at the API (`nodeExecutionId`). */
  uuid: z.string(),
  /** The node's key: stable over the retries of an execution. */
  setupId: z.string(),
  identifier: z.string(),
  name: z.string(),
  /** Fully qualified: `pipeline.stages.<id>.spec.execution.steps.<id>`. */
  baseFqn: z.string(),
  stepType: z.string(),
  status,
  startTs: z.nullable(instant),
  endTs: z.nullable(instant),
  /** The key of the newest attempt's log; null when no delegate ran the node. */
  logBaseKey: z.nullable(z.string()),
  failureInfo: z.nullable(failureInfo),
  skipInfo: z.nullable(skipInfo),
  nodeRunInfo: z.null(),
  delegateInfoList: z.array(z.object({ id: z.string(), name: z.string() })),
  /** What the attempt was told to do; secrets by reference only. Left out of live messages. */
  stepParameters: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  outcomes: z.record(z.string(), z.unknown()),
  executableResponses: z.array(
    z.object({
      task: z.object({ logKeys: z.array(z.string()), units: z.array(z.string()) }),
    }),
  ),
  /** Of a chained stage and its step: the execution that it runs. */
  stepDetails: z.nullable(
    z.object({
      childPipelineExecutionDetails: z.object({
        planExecutionId: z.string(),
        orgId: z.string(),
        projectId: z.string(),
        pipelineId: z.string(),
      }),
    }),
  ),
  unitProgresses: z.array(z.unknown()),
  interruptHistories: z.array(interruptHistory),

  /** What follows is Reprise's own. */
  kind: z.enum(['pipeline', 'stage', 'group', 'strategy', 'step']),
  /** The uuid of the node that holds this one. */
  parentId: z.nullable(z.string()),
  /** The uuids of the siblings that must have ended before this one starts. */
  afterIds: z.array(z.string()),
  /** The sequential position among the siblings, from 0; members of one parallel block share it. */
  row: z.number(),
  /** For an instance of a loop, whose parent is the loop: its number from 0, of how many, and the values that it has. */
  instance: z.nullable(
    z.object({
      iteration: z.number(),
      iterations: z.number(),
      matrix: z.nullable(z.record(z.string(), z.unknown())),
      item: z.unknown(),
    }),
  ),
  /** Tries so far: the newest attempt's number. */
  attempts: z.number(),
  /** Every try so far, oldest first; what ended stays as it was. */
  tries: z.array(stepTry),
  exitCode: z.nullable(z.number()),
  /** For an approval: the id under which it is acted upon. */
  approvalId: z.nullable(z.string()),
  /** Set while the node waits for inputs that people give: their names, and until when. */
  awaitedInputs: z.nullable(z.object({ names: z.array(z.string()), deadline: instant })),
  /** The inputs that people gave it, by their names; null when it asked for none. */
  givenInputs: z.nullable(z.record(z.string(), z.string())),
  /** Set when the node was not run here but reused: where it ran, and why it was reused. */
  reused: z.nullable(
    z.object({
      sourceExecutionId: z.string(),
      originExecutionId: z.string(),
      reason: z.string(),
    }),
  ),
  /** In a retry: why the stage, or the instance of a looped one, was run and not reused. */
  runReason: z.optional(z.nullable(z.string())),
});
export type ExecutionNode = z.infer<typeof executionNode>;

const adjacency = z.object({ children: z.array(z.string()), nextIds: z.array(z.string()) });

/**
 * The tree of nodes as Harness draws it: `children` are where a node's inside begins, `nextIds` what follows it. A
 * parallel block is a node of its own (`stepType` `NG_FORK`) that has its members as children, and so is a loop
 * (`MATRIX`, `LOOP`, `PARALLELISM`) with its instances, so that walking it visits each node once.
 */
export const executionGraph = z.object({
  rootNodeId: z.string(),
  nodeMap: z.record(z.string(), executionNode),
  nodeAdjacencyListMap: z.record(z.string(), adjacency),
  representationStrategy: z.literal('camelCase'),
});
export type ExecutionGraph = z.infer<typeof executionGraph>;
