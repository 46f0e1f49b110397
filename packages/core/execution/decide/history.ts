import type { NodeKey } from '@reprise/core';
import { isRollback, nodeOf, type PlanNode, targetPartOf } from '@reprise/core/plan';
import type { EndedNode } from '../node-state.ts';
import type { ExecutionState } from '../state.ts';
import type { EndStatus } from '../status.ts';

/**
 * What came before a node: `clean`, all of it ended well; `ignored`, something failed and the failure was ignored;
 * `undone`, a stage failed and was rolled back, which is neither a success nor, to a later stage, a failure; `broken`,
 * something did not end well or never ran because of that; `aimless`, it could not be found out what the stage deploys;
 * `pending`, it is not all over yet.
 */
export type Past = 'clean' | 'ignored' | 'undone' | 'broken' | 'aimless' | 'pending';
type KnownPast = Exclude<Past, 'pending'>;

/**
 * Answers what came before a node, and with it which nodes never run. Nothing is stored of the latter: a node whose
 * turn came and that its broad `when` kept from running is passed over, and that follows from what ended.
 *
 * What is over stays over, so an answer other than `pending` is kept for as long as the state is the same or grows, and
 * forgotten when a step group is run again.
 */
export class History {
  readonly #state: ExecutionState;
  /** By `after`: the members of a parallel block share the array, and the answer. */
  readonly #known = new Map<readonly NodeKey[], KnownPast>();

  constructor(state: ExecutionState) {
    this.#state = state;
  }

  /** Something that was over is not any more. */
  forget(): void {
    this.#known.clear();
  }

  /**
   * What came before `node`: its siblings, and for a node in step groups also what came before the groups. A node
   * without a `when` of its own is spared what a group around it, by its own `when`, has agreed to run after: the
   * steps of a clean-up group need not each repeat the group's condition.
   */
  before(node: PlanNode): Past {
    let past = this.#beforeSiblings(node.after);
    const spared = node.when === undefined;
    let around = this.#around(node);
    while (past !== 'pending' && around !== null) {
      const agreed = around.when !== undefined && around.when.status !== 'Success';
      if (spared && agreed) break;
      past = worse(past, this.#beforeSiblings(around.after));
      around = this.#around(around);
    }
    return past;
  }

  /**
   * The group or loop around a node: a loop stands where its instances would, after the same siblings. A rollback is the
   * outermost: what came before the group that it undoes is no matter of its steps.
   */
  #around({ parent }: PlanNode): PlanNode | null {
    if (parent === null) return null;
    const container = nodeOf(this.#state.plan, parent);
    if (isRollback(container)) return null;
    return container.kind === 'group' || container.kind === 'strategy' ? container : null;
  }

  #beforeSiblings(after: readonly NodeKey[]): Past {
    // While nothing has failed nothing is passed over either, and there is no need to look further back.
    if (this.#state.unwell.size === 0) {
      return after.every((key) => this.#hasEnded(key)) ? 'clean' : 'pending';
    }
    return this.#known.get(after) ?? this.#lookBack(after);
  }

  /** Goes back through the siblings without recursion: a chain may have thousands. */
  #lookBack(target: readonly NodeKey[]): Past {
    const pending = new Set<readonly NodeKey[]>();
    const stack = [target];
    for (let after = stack.at(-1); after !== undefined; after = stack.at(-1)) {
      const unknown = this.#firstUnknown(after, pending);
      if (unknown !== undefined) {
        stack.push(unknown);
        continue;
      }
      stack.pop();
      const past = this.#combine(after);
      if (past === 'pending') pending.add(after);
      else this.#known.set(after, past);
    }
    return this.#known.get(target) ?? 'pending';
  }

  #firstUnknown(
    after: readonly NodeKey[],
    pending: ReadonlySet<readonly NodeKey[]>,
  ): readonly NodeKey[] | undefined {
    // One node that still runs settles the matter.
    if (after.some((key) => this.#state.open.has(key))) return undefined;
    for (const key of after) {
      const before = nodeOf(this.#state.plan, key).after;
      if (!this.#known.has(before) && !pending.has(before)) return before;
    }
    return undefined;
  }

  #combine(after: readonly NodeKey[]): Past {
    let past: KnownPast = 'clean';
    for (const key of after) {
      const through = this.#through(key);
      if (through === 'pending') return 'pending';
      past = worse(past, through);
    }
    return past;
  }

  /** What came before a node, and the node itself. */
  #through(key: NodeKey): Past {
    const at = this.#state.nodes.get(key);
    const node = nodeOf(this.#state.plan, key);
    if (at?.phase === 'ended') {
      const past = this.#known.get(node.after);
      return past === undefined ? 'pending' : worse(past, this.#endOf(node, at));
    }
    if (at !== undefined || !this.#known.has(node.after)) return 'pending';
    const past = this.before(node);
    return mayRun(node, past) ? 'pending' : past;
  }

  /** What a node that is over is to those after it. A looped stage is undone when all of it that failed is. */
  #endOf(node: PlanNode, { status, rolledBack }: EndedNode): KnownPast {
    if (targetPartOf(node) !== null && END[status] === 'broken') return 'aimless';
    if (node.kind === 'stage' && rolledBack === true) return 'undone';
    if (node.kind !== 'strategy' || node.template.kind !== 'stage') return END[status];
    let past: KnownPast = 'clean';
    for (const key of node.children) {
      const at = this.#state.nodes.get(key);
      if (at?.phase === 'ended') past = worse(past, this.#endOf(nodeOf(this.#state.plan, key), at));
    }
    return past === 'undone' ? past : END[status];
  }

  #hasEnded(key: NodeKey): boolean {
    return this.#state.nodes.get(key)?.phase === 'ended';
  }
}

/**
 * Whether the broad `when` of a node does not keep it from having its turn, as far as is known. Nothing runs in a stage
 * without its target. A node that runs on failure only has its turn also when all is well, and is then skipped by its own
 * condition.
 */
export function mayRun(node: PlanNode, past: Past): boolean {
  const status = node.when?.status ?? 'Success';
  if (past === 'aimless') return false;
  if (past === 'undone') return status === 'All';
  return past !== 'broken' || status !== 'Success';
}

const END = {
  Success: 'clean',
  Skipped: 'clean',
  IgnoreFailed: 'ignored',
  Failed: 'broken',
  Errored: 'broken',
  Expired: 'broken',
  Aborted: 'broken',
  ApprovalRejected: 'broken',
} as const satisfies Readonly<Record<EndStatus, KnownPast>>;

const RANK = { clean: 0, ignored: 1, undone: 2, broken: 3, aimless: 4, pending: 5 } as const;

const worse = <A extends Past, B extends Past>(one: A, other: B): A | B =>
  RANK[one] >= RANK[other] ? one : other;
