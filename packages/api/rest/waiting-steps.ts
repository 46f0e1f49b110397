/** What waits for people besides approvals: failed steps for a decision, and whatever asks for inputs while it runs. */
import { FINAL_ACTIONS } from '@reprise/core/pipeline';
import * as z from 'zod/mini';
import { waitingExecution } from './approvals.ts';
import { endpoint } from './endpoint.ts';
import { scopeQuery } from './query.ts';
import { instant } from './shapes/index.ts';

const where = {
  execution: waitingExecution,
  /** By which it is answered. */
  nodeExecutionId: z.string(),
  /** Its key in the execution. */
  node: z.string(),
  /** Names, as the pipeline has them; the same twice when the stage itself waits. */
  stage: z.string(),
  name: z.string(),
  startTs: z.nullable(instant),
  /** Until when it is waited for. */
  deadline: instant,
};

const waitingStep = z.discriminatedUnion('status', [
  z.object({
    ...where,
    status: z.literal('InterventionWaiting'),
    /** Why its newest try failed, and how many there were. */
    failureMessage: z.nullable(z.string()),
    attempts: z.number(),
    /** What is done about it when nobody decides. */
    onTimeout: z.enum(FINAL_ACTIONS),
  }),
  z.object({
    ...where,
    status: z.literal('InputWaiting'),
    /** What is asked for, as YAML: a sparse copy of the element with `<+input>…` where values belong. */
    inputTemplate: z.string(),
  }),
]);
export type WaitingStep = z.infer<typeof waitingStep>;

export const waitingStepEndpoints = {
  /** In all executions of a project, whatever else goes on in them, what began first first. */
  waitingSteps: endpoint({
    method: 'GET',
    path: '/api/v1/waiting-steps',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: z.object({ steps: z.array(waitingStep) }) },
  }),
};
