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
  const { deployToAll, ...place } = own;
  if (!deployToAll) return { kind: 'stage', stage: { ...template.stage, ...place } };
  const ref = { text: toText(matrix?.['infraIdentifier'] ?? null), at: template.stage.at };
  return { kind: 'stage', stage: { ...template.stage, ...place, infrastructure: { ref } } };
}
