import { toText } from '@reprise/core/expression';
import type { LoopInstance } from './instance.ts';
import type { LoopTemplate, StrategyNode } from './model.ts';

/** What one instance of a loop is made of: of a stage with several targets, the stage with its own. */
export function instanceTemplate(
  { template, strategy: { loop } }: StrategyNode,
  { target, matrix }: LoopInstance,
): LoopTemplate {
  if (template.kind !== 'stage' || loop.kind !== 'targets') return template;
  const own = target === undefined ? undefined : loop.targets[target];
  if (own === undefined) throw new Error(`${template.stage.identifier} has no target ${target}`);
  const { deployToAll, filters: _, group, ...place } = own;
  if (!deployToAll) return { kind: 'stage', stage: { ...template.stage, ...place } };
  const { at } = template.stage;
  const named = (axis: string) => ({ ref: { text: toText(matrix?.[axis] ?? null), at } });
  const environment =
    group === undefined ? place.environment : { ...named('environmentRef'), group: group.ref.text };
  return {
    kind: 'stage',
    stage: {
      ...template.stage,
      ...place,
      ...(environment !== undefined && { environment }),
      infrastructure: named('infraIdentifier'),
    },
  };
}
