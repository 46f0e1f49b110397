import type { Stage } from '../model.ts';
import type { StageTarget } from './model.ts';

/** What a stage deploys and where to: once, or for each combination of which it makes an instance. */
export const targetsOf = (stage: Stage): readonly StageTarget[] =>
  stage.strategy?.loop.kind === 'targets' ? stage.strategy.loop.targets : [stage];
