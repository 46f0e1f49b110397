import type { ConnectorReference } from '@reprise/core/step-types';
import type { Pipeline, Stage, StageEntry, StepEntry } from './model.ts';

/** Where a pipeline names connectors to git, in its order: those of its codebase are in the steps that clone it. */
export const gitConnectorsUsed = ({ stages }: Pipeline): readonly ConnectorReference[] =>
  stages.flatMap(inStages);

const inStages = (entry: StageEntry): readonly ConnectorReference[] =>
  entry.kind === 'parallel' ? entry.stages.flatMap(inStages) : inExecution(entry.stage);

const inExecution = ({
  steps,
  rollbackSteps = [],
}: Pick<Stage, 'steps' | 'rollbackSteps'>): readonly ConnectorReference[] =>
  [...steps, ...rollbackSteps].flatMap(inSteps);

function inSteps(entry: StepEntry): readonly ConnectorReference[] {
  if (entry.kind === 'parallel') return entry.steps.flatMap(inSteps);
  if (entry.kind === 'group') return inExecution(entry.group);
  const { spec } = entry.step;
  return spec.type === 'GitClone' && spec.connector !== undefined ? [spec.connector] : [];
}

/** Whether any stage of the pipeline is a CI stage. */
export const buildsSomething = ({ stages }: Pipeline): boolean => stages.some(isCi);

const isCi = (entry: StageEntry): boolean =>
  entry.kind === 'parallel' ? entry.stages.some(isCi) : entry.stage.type === 'CI';
