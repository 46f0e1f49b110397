import type { ExecutionNode, LiveChange } from '@reprise/api';

/** What a test says of a node; the rest is that of a step that has not started. */
export type NodeSketch = Partial<ExecutionNode> & Pick<ExecutionNode, 'uuid'>;

const BLANK: Omit<ExecutionNode, 'uuid' | 'setupId' | 'identifier' | 'name' | 'baseFqn'> = {
  stepType: 'ShellScript',
  status: 'NotStarted',
  startTs: null,
  endTs: null,
  logBaseKey: null,
  failureInfo: null,
  skipInfo: null,
  nodeRunInfo: null,
  delegateInfoList: [],
  outcomes: {},
  executableResponses: [],
  stepDetails: null,
  unitProgresses: [],
  interruptHistories: [],
  kind: 'step',
  parentId: null,
  afterIds: [],
  row: 0,
  instance: null,
  attempts: 0,
  tries: [],
  exitCode: null,
  approvalId: null,
  awaitedInputs: null,
  givenInputs: null,
  reused: null,
};

/** A node; its identifier, name and fully qualified name follow from its uuid where they are not given. */
export const aNode = (sketch: NodeSketch): ExecutionNode => ({
  ...BLANK,
  setupId: sketch.uuid,
  identifier: sketch.uuid,
  name: sketch.uuid,
  baseFqn: `pipeline.${sketch.uuid}`,
  ...sketch,
});

export const aStage = (sketch: NodeSketch): ExecutionNode =>
  aNode({
    kind: 'stage',
    stepType: 'Custom',
    parentId: 'pipeline',
    baseFqn: `pipeline.stages.${sketch.uuid}`,
    ...sketch,
  });

export const aStep = (stage: string, sketch: NodeSketch): ExecutionNode =>
  aNode({
    parentId: stage,
    baseFqn: `pipeline.stages.${stage}.spec.execution.steps.${sketch.uuid}`,
    ...sketch,
  });

/** How a failed shell step looks. */
export const failedWith = (message: string, exitCode: number | null = null) =>
  ({
    status: 'Failed',
    startTs: 1000,
    endTs: 1300,
    attempts: 1,
    logBaseKey: 'key',
    exitCode,
    failureInfo: { message, failureTypeList: [], responseMessages: [] },
  }) satisfies Partial<ExecutionNode>;

export const aChange = (
  version: number,
  nodes: readonly ExecutionNode[],
  status: ExecutionNode['status'] = 'Running',
): LiveChange => ({
  version,
  summary: {
    planExecutionId: 'execution-1',
    pipelineIdentifier: 'shop',
    name: 'Shop',
    runSequence: 3,
    status,
    startTs: 1000,
    endTs: null,
  },
  complete: version === 1,
  nodes: [...nodes],
});
