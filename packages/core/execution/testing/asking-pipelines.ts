import type { AskedInputs, Pipeline, Stage, StageEntry, StepEntry } from '@reprise/core/pipeline';

const at = { line: 900, column: 1 };

/** One value that has a default, so that giving nothing is enough. */
export const ASKS: AskedInputs = {
  template: '',
  inputs: [{ name: 'v', at, required: false, default: 'd', several: false, whileRunning: true }],
};

/** The pipeline with every `nth` of its stages, groups and steps asking for an input; none for 0. */
export function asking(pipeline: Pipeline, nth: number): Pipeline {
  let count = 0;
  const asked = <Element extends object>(element: Element): Element => {
    count += 1;
    return nth > 0 && count % nth === 0 ? { ...element, asks: ASKS } : element;
  };
  const stageEntry = (entry: StageEntry): StageEntry =>
    entry.kind === 'parallel'
      ? { ...entry, stages: entry.stages.map(stageEntry) }
      : { ...entry, stage: inside(asked(entry.stage)) };
  const stepEntry = (entry: StepEntry): StepEntry => {
    switch (entry.kind) {
      case 'parallel':
        return { ...entry, steps: entry.steps.map(stepEntry) };
      case 'group':
        return { ...entry, group: inside(asked(entry.group)) };
      case 'step':
        return { ...entry, step: asked(entry.step) };
    }
  };
  const inside = <Element extends Pick<Stage, 'steps' | 'rollbackSteps'>>(
    element: Element,
  ): Element => ({
    ...element,
    steps: element.steps.map(stepEntry),
    ...(element.rollbackSteps !== undefined && {
      rollbackSteps: element.rollbackSteps.map(stepEntry),
    }),
  });
  return { ...pipeline, stages: pipeline.stages.map(stageEntry) };
}
