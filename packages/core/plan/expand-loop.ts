import type { NodeKey } from '@reprise/core';
import { addOnce, elementOf, type PlanNodes } from './build-plan.ts';
import type { LoopInstance } from './instance.ts';
import { instanceTemplate } from './instance-template.ts';
import { instanceKey } from './keys.ts';
import type { StrategyNode } from './model.ts';

const NONE: readonly NodeKey[] = [];

/** Gives a loop its instances, side by side: adds their nodes, and all that is in them, to the nodes of a plan. */
export function expandLoop(
  nodes: PlanNodes,
  loop: StrategyNode,
  instances: readonly LoopInstance[],
): void {
  const { identifier } = loop;
  const { timeout, when } = elementWithLimits(loop);
  const keys = instances.map(({ suffix }) => instanceKey(loop.key, suffix));
  nodes.set(loop.key, { ...loop, children: keys });
  instances.forEach((instance, iteration) => {
    const head = {
      key: instanceKey(loop.key, instance.suffix),
      identifier: `${identifier}_${iteration}`,
      name: instance.name,
      parent: loop.key,
      after: NONE,
      before: NONE,
      row: 0,
      place: { loop: loop.key, iteration, iterations: instances.length, instance },
      ...(timeout !== undefined && { timeout }),
      // What came before was asked of the loop; the condition is each instance's own.
      ...(when?.condition !== undefined && { when: { ...when, status: 'All' as const } }),
    };
    addOnce(nodes, head, instanceTemplate(loop, instance));
  });
}

function elementWithLimits({ template }: StrategyNode) {
  const element = elementOf(template);
  return { timeout: 'timeout' in element ? element.timeout : undefined, when: element.when };
}
