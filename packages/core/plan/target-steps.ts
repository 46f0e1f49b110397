import type { NodeKey } from '@reprise/core';
import { type Stage, type Step, TARGET_PARTS, type TargetPart } from '@reprise/core/pipeline';
import { isTargetSpec, type TargetSpec } from '@reprise/core/step-types';
import { targetKey } from './keys.ts';
import type { PlanNode } from './model.ts';

const TYPES = {
  service: 'Service',
  environment: 'Environment',
  infrastructure: 'Infrastructure',
} as const satisfies Readonly<Record<TargetPart, TargetSpec['type']>>;

/** The steps that a stage has of its own accord before all others, in their order: each finds out a part of its target. */
export const targetSteps = (stage: Stage): readonly Step[] =>
  TARGET_PARTS.filter((part) => stage[part] !== undefined).map((part) => ({
    identifier: part,
    name: TYPES[part],
    at: stage.at,
    spec: { type: TYPES[part], part },
  }));

/** Which part of its stage's target a node finds out; null for every other node. */
export const targetPartOf = (node: PlanNode): TargetPart | null =>
  node.kind === 'step' && isTargetSpec(node.step.spec) ? node.step.spec.part : null;

/** The key of such a step; null for a step that the YAML has. */
export const keyOfTargetStep = (stage: NodeKey, { spec }: Step): NodeKey | null =>
  isTargetSpec(spec) ? targetKey(stage, spec.part) : null;
