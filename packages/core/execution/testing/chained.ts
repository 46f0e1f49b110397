import type { Stage } from '@reprise/core/pipeline';
import { stage, text } from './pipelines.ts';

const at = { line: 1, column: 1 };

/** A stage that runs another pipeline, as the reader makes it: its one step is called `child`. */
export const chained = (identifier: string, extra: Parameters<typeof stage>[2] = {}): Stage => ({
  ...stage(identifier, undefined, extra),
  type: 'Pipeline',
  steps: [
    {
      kind: 'step',
      step: {
        identifier: 'child',
        name: 'Child pipeline',
        at,
        spec: {
          type: 'Pipeline',
          org: text('org'),
          project: text('project'),
          pipeline: text('child'),
          inputSets: [],
          outputs: [],
        },
      },
    },
  ],
});
