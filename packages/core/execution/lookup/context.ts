import type { Instant, NodeKey } from '@reprise/core';
import type { Found, Lookup } from '@reprise/core/expression';
import type { PlanNode } from '@reprise/core/plan';
import type { FailedOutcome } from '../outcome.ts';
import type { ExecutionState } from '../state.ts';
import type { FoundTarget } from '../target/found-target.ts';

/** What one evaluation of a node's texts goes by. */
export interface LookupContext {
  readonly state: ExecutionState;
  /** The node whose texts are being evaluated: it must not ask for its own output. */
  readonly self: NodeKey;
  /** When the evaluation takes place (I6). */
  readonly now: Instant;
  /** How the node's attempt has just failed, while it is asked whether to try again. */
  readonly failed?: FailedOutcome;
  /** The target whose own variables and specs are being worked out: its names are worth what they will be. */
  readonly target?: FoundTarget;
  /**
   * Variables evaluated so far, by where they stand and their names. Each is evaluated once, so variables made of
   * variables cannot multiply the work.
   */
  readonly variables: Map<string, Found>;
  /** The variables whose evaluation has begun: to meet one again that has no value yet is a circle. */
  readonly evaluating: Set<string>;
}

/** A node as one evaluation sees it. */
export interface Subject<Node extends PlanNode = PlanNode> {
  readonly context: LookupContext;
  readonly node: Node;
  /** The names that are known at a node: a variable is evaluated with those known where it stands. */
  readonly lookupAt: (context: LookupContext, node: PlanNode) => Lookup;
}
