import type { Identifier, Milliseconds, NodeKey } from '@reprise/core';
import type { Pipeline, Stage, Step, StepGroup, Strategy, When } from '@reprise/core/pipeline';
import type { LoopPlace } from './instance.ts';

/**
 * The tree of nodes of one execution, each level a DAG: `after` names the siblings that must have ended before a node
 * may start. A list is a chain, `parallel` is several nodes after the same ones, `dependsOn` any other shape.
 * It grows while the execution runs: a loop has its instances from the moment at which its turn has come.
 */
export interface Plan {
  readonly pipeline: Pipeline;
  readonly root: NodeKey;
  readonly nodes: ReadonlyMap<NodeKey, PlanNode>;
  /** The stages, and loops of stages, that deploy something. Asked at each change of the list: most deploy nothing. */
  readonly deploying: readonly NodeKey[];
  /** The plan before its first loop got its instances: what another execution of the pipeline begins with. */
  readonly before?: Plan;
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
  /** Set for an instance of a loop: its parent is the loop. */
  readonly place?: LoopPlace;
}

export interface PipelineNode extends PlanNodeBase {
  readonly kind: 'pipeline';
  readonly parent: null;
  readonly children: readonly NodeKey[];
  /** Set once all stages that have run are to be undone: the node in which that happens. */
  readonly rollback?: NodeKey;
}
export interface StageNode extends PlanNodeBase {
  readonly kind: 'stage';
  readonly parent: NodeKey;
  readonly children: readonly NodeKey[];
  /** The group of its rollback steps; not among the children, since it has its turn only when the stage is rolled back. */
  readonly rollback?: NodeKey;
  readonly stage: Stage;
}
export interface GroupNode extends PlanNodeBase {
  readonly kind: 'group';
  readonly parent: NodeKey;
  readonly children: readonly NodeKey[];
  readonly group: StepGroup;
  readonly rollback?: NodeKey;
  /** Set of the group that the plan makes of the rollback steps of a stage or group. */
  readonly isRollback?: true;
  readonly stageKey: NodeKey;
}
export interface StepNode extends PlanNodeBase {
  readonly kind: 'step';
  readonly parent: NodeKey;
  readonly step: Step;
  readonly stageKey: NodeKey;
}

/** What a loop makes instances of. */
export type LoopTemplate =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | {
      readonly kind: 'group';
      readonly group: StepGroup;
      readonly stageKey: NodeKey;
      readonly isRollback?: true;
    }
  | { readonly kind: 'step'; readonly step: Step; readonly stageKey: NodeKey };

/** A stage, group or step with a `strategy`. It stands where the element stands; its instances are its children. */
export interface StrategyNode extends PlanNodeBase {
  readonly kind: 'strategy';
  readonly parent: NodeKey;
  /** None before the loop's turn has come. */
  readonly children: readonly NodeKey[];
  readonly strategy: Strategy;
  readonly template: LoopTemplate;
}

export type ContainerNode = PipelineNode | StageNode | GroupNode | StrategyNode;
export type PlanNode = ContainerNode | StepNode;

/** A stage as the pipeline lists it: one that is looped is its loop. */
export type ListedStage = StageNode | StrategyNode;
