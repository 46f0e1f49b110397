import type { ConnectorReference, StepSpec, TargetSpec } from '@reprise/core/step-types';
import type { Pipeline, Stage, StageEntry, StepEntry } from './model.ts';

/** Where a pipeline names connectors to git, in its order: those of its codebase are in the steps that clone it. */
export const gitConnectorsUsed = ({ stages }: Pipeline): readonly ConnectorReference[] =>
  stages
    .flatMap(specsOfStage)
    .flatMap((spec) => (spec.type === 'GitClone' ? (spec.connector ?? []) : []));

/** Where it names connectors for the images of containers, in its order. */
export const imageConnectorsUsed = ({ stages }: Pipeline): readonly ConnectorReference[] =>
  stages
    .flatMap(specsOfStage)
    .flatMap((spec) => ('container' in spec ? (spec.container?.connector ?? []) : []));

type Spec = StepSpec | TargetSpec;

const specsOfStage = (entry: StageEntry): readonly Spec[] =>
  entry.kind === 'parallel' ? entry.stages.flatMap(specsOfStage) : specsIn(entry.stage);

const specsIn = ({
  steps,
  rollbackSteps = [],
}: Pick<Stage, 'steps' | 'rollbackSteps'>): readonly Spec[] =>
  [...steps, ...rollbackSteps].flatMap(specsOfStep);

function specsOfStep(entry: StepEntry): readonly Spec[] {
  if (entry.kind === 'parallel') return entry.steps.flatMap(specsOfStep);
  return entry.kind === 'group' ? specsIn(entry.group) : [entry.step.spec];
}

/** Whether any stage of the pipeline is a CI stage. */
export const buildsSomething = ({ stages }: Pipeline): boolean => stages.some(isCi);

const isCi = (entry: StageEntry): boolean =>
  entry.kind === 'parallel' ? entry.stages.some(isCi) : entry.stage.type === 'CI';
