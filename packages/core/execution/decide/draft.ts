import { type ExecutionId, type Instant, type NodeKey, partsOfTaskId } from '@reprise/core';
import { containerOf, nodeOf, partsOf } from '@reprise/core/plan';
import type { Decision } from '../decision.ts';
import type { Effect } from '../effect.ts';
import type { ExecutionEvent } from '../event.ts';
import { applyEvent } from '../evolve/apply-event.ts';
import { copyOf, type WorkingState } from '../evolve/working-state.ts';
import { notificationsOf } from '../notify/notifications-of.ts';
import type { ExecutionState } from '../state.ts';
import { History } from './history.ts';

/**
 * One decision in the making: events are applied as they are emitted, to a state that nobody else holds, so that a
 * decision of many events copies the state once. It also keeps what `advance` has still to look at.
 */
export class Draft {
  readonly now: Instant;
  readonly history: History;
  readonly #state: WorkingState;
  readonly #events: ExecutionEvent[] = [];
  readonly #effects: Effect[] = [];
  readonly #settled: NodeKey[] = [];
  #settledTaken = 0;
  readonly #toReview = new Set<NodeKey>();
  readonly #toRefill = new Set<NodeKey>();
  readonly #passedOver = new Set<NodeKey>();

  /** Takes over `state`: a private copy, or a new one. */
  constructor(state: WorkingState, now: Instant, events: readonly ExecutionEvent[] = []) {
    this.#state = state;
    this.now = now;
    this.#events.push(...events);
    this.history = new History(state);
  }

  /** The state so far. It changes with the next event. */
  get state(): ExecutionState {
    return this.#state;
  }

  get executionId(): ExecutionId {
    return this.#state.created.executionId;
  }

  emit(event: ExecutionEvent): void {
    const { claims } = this.#state;
    applyEvent(this.#state, event);
    this.#events.push(event);
    if (claims !== this.#state.claims) this.#perform(claims);
    if (event.type === 'GroupRestarted') this.#forgetPast();
    if (event.type === 'NodeEnded' || event.type === 'NodeSkipped' || event.type === 'StepEnded') {
      this.settle(event.node);
    }
  }

  /** What was over has begun anew. */
  #forgetPast(): void {
    this.history.forget();
    this.#passedOver.clear();
  }

  /** What an event changed of the places in queues happens in the world, too, whichever event it was (I2). */
  #perform(before: ExecutionState['claims'] = new Map()): void {
    const { claims = new Map(), created } = this.#state;
    const { accountId } = created.scope;
    const { executionId } = created;
    for (const [taskId, { key, holder }] of claims) {
      if (before.has(taskId)) continue;
      const type = 'AcquireResource';
      this.effect({ type, taskId, executionId, accountId, key, holder });
    }
    for (const [taskId, { key }] of before) {
      if (!claims.has(taskId)) this.effect({ type: 'ReleaseResource', taskId, accountId, key });
    }
  }

  effect(effect: Effect): void {
    this.#effects.push(effect);
  }

  /** What stands after this node may have its turn now, and the container around it may be over. */
  settle(key: NodeKey): void {
    this.#settled.push(key);
    const { parent } = nodeOf(this.#state.plan, key);
    if (parent !== null) this.#toReview.add(parent);
  }

  /** The node never runs: no event says so, it follows from the ones before it. */
  passOver(key: NodeKey): void {
    if (this.#passedOver.has(key)) return;
    this.#passedOver.add(key);
    this.settle(key);
  }

  /** A container that may be over as soon as it has begun, because nothing in it has a turn. */
  review(container: NodeKey): void {
    this.#toReview.add(container);
  }

  /** The next node that has settled and whose followers were not looked at. */
  takeSettled(): NodeKey | undefined {
    const key = this.#settled[this.#settledTaken];
    if (key !== undefined) this.#settledTaken += 1;
    return key;
  }

  /** The next container that may be over; not a loop in which others may have their turn yet. */
  takeReview(): NodeKey | undefined {
    for (const key of this.#toReview) {
      if (this.#toRefill.has(key)) continue;
      this.#toReview.delete(key);
      return key;
    }
    return undefined;
  }

  /** An instance of this loop has settled: once all that ends has ended, others may have their turn. */
  refill(loop: NodeKey): void {
    this.#toRefill.add(loop);
  }

  /** The next loop in which others may have their turn. */
  takeRefill(): NodeKey | undefined {
    for (const key of this.#toRefill) {
      this.#toRefill.delete(key);
      return key;
    }
    return undefined;
  }

  /** Whether a pipeline, stage or group has a child that has begun and not ended. */
  hasOpenChild(container: NodeKey): boolean {
    const { plan, open } = this.#state;
    const children = partsOf(containerOf(plan, container));
    if (children.length < open.size) return children.some((child) => open.has(child));
    for (const key of open) if (nodeOf(plan, key).parent === container) return true;
    return false;
  }

  /** A task that was handed out and taken back in one decision, since something else ended all, is never heard of. */
  #isWanted(effect: Effect): boolean {
    if (effect.type !== 'StartTask' && effect.type !== 'StartChild') return true;
    const { node, attempt } = partsOfTaskId(effect.taskId);
    const step = this.#state.nodes.get(node);
    const waits = step?.phase === 'queued' || step?.phase === 'waiting';
    return waits && step.attempt === attempt;
  }

  /** The decision. The draft must not be used any more. */
  finish(): Decision {
    const effects = this.#effects.filter((effect) => this.#isWanted(effect));
    const told = notificationsOf(this.#state, this.#events, this.now);
    for (const notification of told) effects.push({ type: 'Notify', notification });
    return { events: this.#events, effects, state: this.#state };
  }
}

/** A draft of what happens to `state` at `now`; `state` itself stays as it is. */
export const draftOf = (state: ExecutionState, now: Instant): Draft =>
  new Draft(copyOf(state), now);
