import { type Item, termsOf } from './elements.ts';
import { instanceKeys } from './instances.ts';
import type { ModelExecution } from './model-execution.ts';
import { type End, isGood } from './words.ts';

/** What a retry does: why not, or what becomes of each stage and of each instance of a looped one. */
export type ModelPlan =
  | { readonly refused: string }
  | {
      readonly stages: ReadonlyMap<string, 'reuse' | 'run'>;
      readonly instances: ReadonlyMap<string, 'reuse' | 'run'>;
    };

/** The rules of a retry, one by one. */
export function modelRetry(
  source: ModelExecution,
  from: readonly string[],
  runAllStages: boolean,
): ModelPlan {
  const { stages } = source;
  const status = source.status;
  if (status === null) return { refused: 'EXECUTION_NOT_ENDED' };
  if (isGood(status)) return { refused: 'STATUS_NOT_RETRYABLE' };
  const idOf = ({ element }: Item): string => element.of.identifier;
  if (from.some((id) => !stages.some((stage) => idOf(stage) === id))) {
    return { refused: 'STAGE_NOT_FOUND' };
  }
  const named = stages.filter((stage) => from.includes(idOf(stage)));
  if (named.length === 0) return { refused: 'NO_STAGE_NAMED' };
  const isBefore = (stage: Item): boolean => named.some((each) => comesAfter(each, stage));
  const isAfter = (stage: Item): boolean => named.some((each) => comesAfter(stage, each));
  if (named.some(isBefore)) return { refused: 'STAGES_NOT_IN_ONE_GROUP' };
  const endOf = ({ key }: Item): End | undefined => source.ground.ends.get(key);
  const well = (stage: Item): boolean => isGood(endOf(stage)?.status);
  if (stages.some((stage) => isBefore(stage) && !well(stage))) {
    const allBegan = named.every((stage) => endOf(stage) !== undefined);
    return { refused: allBegan ? 'EARLIER_STAGE_NOT_REUSABLE' : 'STAGE_NOT_STARTED' };
  }
  const isList = !stages.some(
    ({ element }) => element.kind === 'stage' && element.of.dependsOn !== undefined,
  );
  const beside = stages.filter((stage) => !isBefore(stage) && !isAfter(stage));
  const whole = runAllStages && isList;
  const runs = (stage: Item): boolean => {
    if (isBefore(stage)) return false;
    if (isAfter(stage) || named.includes(stage) || whole) return true;
    return !well(stage) || stages.some((each) => comesAfter(stage, each) && runs(each));
  };
  const group = whole && beside.length > 1;
  const instances = stages.flatMap((stage) => {
    const { strategy } = termsOf(stage.element);
    if (strategy === undefined) return [];
    const partly = runs(stage) && !isAfter(stage) && !group && !well(stage);
    const all = instanceKeys(stage.key, strategy);
    return all.map((key) => {
      const reused = !runs(stage) || (partly && isGood(source.ground.ends.get(key)?.status));
      return [key, reused ? 'reuse' : 'run'] as const;
    });
  });
  return {
    stages: new Map(stages.map((stage) => [stage.key, runs(stage) ? 'run' : 'reuse'])),
    instances: new Map(instances),
  };
}

const comesAfter = (later: Item, earlier: Item): boolean =>
  later.after.some((each) => each === earlier || comesAfter(each, earlier));

/** What the retry takes over: all that is over in what it reuses, and nothing else. */
export function reusedEnds(source: ModelExecution, plan: ModelPlan): ReadonlyMap<string, End> {
  if ('refused' in plan) throw new Error('a refused retry takes nothing over');
  const reused = [...plan.stages, ...plan.instances].flatMap(([key, fate]) =>
    fate === 'reuse' ? [key] : [],
  );
  const within = (key: string, whole: string): boolean =>
    key === whole || key.startsWith(`${whole}.`);
  return new Map(
    [...source.ground.ends].filter(([key]) => reused.some((whole) => within(key, whole))),
  );
}
