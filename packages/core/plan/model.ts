import type { Identifier, Milliseconds, NodeKey } from '@reprise/core';
import type { Pipeline, Stage, Step, StepGroup, When } from '@reprise/core/pipeline';

/**
 * The tree of nodes of one execution, each level a DAG: `after` names the siblings that must have ended before a node
 * may start. A list is a chain, `parallel` is several nodes after the same ones, `dependsOn` will be any other shape.
 */
export interface Plan {
  readonly pipeline: Pipeline;
  readonly root: NodeKey;
  readonly nodes: ReadonlyMap<NodeKey, PlanNode>;
}

interface PlanNodeBase {
  readonly key: NodeKey;
  readonly identifier: Identifier;
  readonly name: string;
  readonly timeout?: Milliseconds;
  readonly when?: When;
  /** Siblings that must have ended before this node may start. Members of one parallel block share the array. */
  readonly after: readonly NodeKey[];
  /** The siblings that have this one in `after`. */
  readonly before: readonly NodeKey[];
  /** The sequential position among the siblings, from 0: members of one parallel block share it. For display only (I5). */
  readonly row: number;
}

export interface PipelineNode extends PlanNodeBase {
  readonly kind: 'pipeline';
  readonly parent: null;
  readonly children: readonly NodeKey[];
}
export interface StageNode extends PlanNodeBase {
  readonly kind: 'stage';
  readonly parent: NodeKey;
  readonly children: readonly NodeKey[];
  readonly stage: Stage;
}
export interface GroupNode extends PlanNodeBase {
  readonly kind: 'group';
  readonly parent: NodeKey;
  readonly children: readonly NodeKey[];
  readonly group: StepGroup;
  readonly stageKey: NodeKey;
}
export interface StepNode extends PlanNodeBase {
  readonly kind: 'step';
  readonly parent: NodeKey;
  readonly step: Step;
  readonly stageKey: NodeKey;
}

export type ContainerNode = PipelineNode | StageNode | GroupNode;
export type PlanNode = ContainerNode | StepNode;
