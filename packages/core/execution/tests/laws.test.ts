import { asInstant, type NodeKey, type TaskId } from '@reprise/core';
import {
  asksOf,
  create,
  decide,
  type ExecutionEvent,
  type ExecutionState,
  evolve,
  fold,
  nextWake,
} from '@reprise/core/execution';
import { buildPlan, isRollback, isWithin, nodeOf, type PlanNode } from '@reprise/core/plan';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { asking } from '../testing/asking-pipelines.ts';
import { isFull, isHaltedAt, isPassedOver, isSettled, pastOf } from '../testing/oracle.ts';
import { type Choice, RandomDriver } from '../testing/random-driver.ts';
import { anyPipeline } from '../testing/random-pipelines.ts';
import { ada, createdBy, restartedBy, START } from '../testing/run.ts';
import { RUNS } from '../testing/runs.ts';

const choices: fc.Arbitrary<readonly Choice[]> = fc.array(
  fc.record({ what: fc.nat(99), how: fc.nat(999) }),
  { maxLength: 60 },
);

interface Story {
  readonly driver: RandomDriver;
  readonly events: readonly ExecutionEvent[];
  readonly first: ExecutionState;
}

/** Drives a random pipeline by random choices, and then to its end. */
const anyStory: fc.Arbitrary<Story> = fc
  .tuple(anyPipeline, choices, fc.nat(5))
  .map(([pipeline, moves, nth]) => {
    const plan = buildPlan(asking(pipeline, nth));
    const created = create({ created: createdBy('execution-1', ada) }, plan, START);
    if (!created.ok) throw new Error(created.error.message);
    const driver = new RandomDriver(created.value.state, START);
    for (const choice of moves) driver.move(choice);
    driver.finish();
    const later = driver.moves.flatMap(({ decision }) => decision.events);
    const { state, events } = created.value;
    return { driver, events: [...events, ...later], first: state };
  });

const always = (law: (story: Story) => void): void => {
  fc.assert(fc.property(anyStory, law), { numRuns: RUNS });
};

it('the state is the events, folded, all at once and one by one', () => {
  always(({ driver, events, first }) => {
    const { state, moves } = driver;
    expect(fold(state.plan, events)).toEqual(state);
    let stepwise = first;
    for (const { decision } of moves) {
      stepwise = decision.events.reduce(evolve, stepwise);
      expect(stepwise).toEqual(decision.state);
    }
  });
});

it('what has ended does not change unless its group is run again, and what has happened stays', () => {
  always(({ driver }) => {
    for (const { before, decision } of driver.moves) {
      const again = restartedBy(decision.events);
      for (const [key, node] of before.nodes) {
        if (again.has(key)) continue;
        expect(decision.state.nodes.has(key)).toBe(true);
        if (node.phase === 'ended') expect(decision.state.nodes.get(key)).toBe(node);
      }
    }
  });
});

it('no node starts before those it stands after are settled, nor where nothing may start', () => {
  always(({ driver, events }) => {
    let state = fold(driver.state.plan, events.slice(0, 1));
    for (const event of events.slice(1)) {
      const key = beginning(state, event);
      if (key !== null) {
        const node = nodeOf(state.plan, key);
        for (const earlier of node.after) expect(isSettled(state, earlier)).toBe(true);
        expect(isHaltedAt(state, node)).toBe(false);
        const runsAfterFailure = (node.when?.status ?? 'Success') !== 'Success';
        expect(runsAfterFailure || pastOf(state, node) !== 'broken').toBe(true);
      }
      state = evolve(state, event);
    }
  });
});

function beginning(state: ExecutionState, event: ExecutionEvent): NodeKey | null {
  return 'node' in event && !state.nodes.has(event.node) ? event.node : null;
}

it('every execution comes to an end, in which every node has ended or has a reason why it never ran', () => {
  always(({ driver: { state }, events }) => {
    const timedOut = events.flatMap((event) =>
      event.type === 'NodeTimedOut' || event.type === 'GroupRestartDropped' ? event.node : [],
    );
    expect(state.ended?.status).toBe(statusAt(state, state.plan.root));
    expect(state.open.size).toBe(0);
    expect(nextWake(state)).toBeNull();
    for (const node of state.plan.nodes.values()) {
      const { key, parent } = node;
      if (state.nodes.has(key)) expect(state.nodes.get(key)?.phase).toBe('ended');
      else if (parent !== null && ranItself(state, parent) && !lacksInputs(state, parent)) {
        const late = timedOut.some((around) => isWithin(state.plan, key, around));
        const reason = late || isHaltedAt(state, node) || isPassedOver(state, key);
        expect(reason || isNotUndone(state, node)).toBe(true);
      }
    }
  });
});

function statusAt(state: ExecutionState, key: NodeKey): string | undefined {
  const node = state.nodes.get(key);
  return node?.phase === 'ended' ? node.status : undefined;
}

/** Whether this is the rollback of what did well without it. */
function isNotUndone(state: ExecutionState, node: PlanNode): boolean {
  const around = node.parent === null ? undefined : state.nodes.get(node.parent);
  return isRollback(node) && !(around?.phase === 'ended' && around.rolledBack === true);
}

/** Whether a node asked for inputs that nobody has given: then nothing in it has begun. */
function lacksInputs({ plan, nodes }: ExecutionState, key: NodeKey): boolean {
  return asksOf(nodeOf(plan, key)) !== null && nodes.get(key)?.inputs === undefined;
}

function ranItself(state: ExecutionState, key: NodeKey): boolean {
  const node = state.nodes.get(key);
  return node?.phase === 'ended' && node.startedAt !== undefined;
}

it('no node ever stands still while it could go on: at rest, what has not begun waits for what is open', () => {
  always(({ driver }) => {
    for (const { decision } of driver.moves) {
      const { state } = decision;
      if (state.ended !== undefined) continue;
      for (const node of state.plan.nodes.values()) {
        const { key, parent, after } = node;
        const waits = !state.nodes.has(key) && parent !== null && state.open.has(parent);
        if (!waits || isHaltedAt(state, node) || isPassedOver(state, key)) continue;
        if (isFull(state, parent) || lacksInputs(state, parent)) continue;
        if (isRollback(node)) {
          const around = state.nodes.get(parent);
          const undone = around?.phase === 'running-container' && around.rollbackAt !== undefined;
          expect(!undone || somethingOpenIn(state, parent)).toBe(true);
          continue;
        }
        expect(after.every((earlier) => isSettled(state, earlier))).toBe(false);
      }
    }
  });
});

const somethingOpenIn = (state: ExecutionState, key: NodeKey): boolean =>
  [...state.open].some((open) => nodeOf(state.plan, open).parent === key);

it('never more instances of a loop run than may, and none begins after a failure that forbids it', () => {
  always(({ driver, events }) => {
    let state = fold(driver.state.plan, events.slice(0, 1));
    for (const event of events.slice(1)) {
      const key = beginning(state, event);
      const place = key === null ? undefined : nodeOf(state.plan, key).place;
      if (key !== null && place !== undefined) {
        expect(isFull(state, place.loop)).toBe(false);
        expect(isPassedOver(state, key)).toBe(false);
      }
      state = evolve(state, event);
    }
  });
});

it('each attempt is handed out once, and stopped only if it was handed out', () => {
  always(({ driver, first }) => {
    const started = new Set<TaskId>(taskEffects(first));
    for (const { decision } of driver.moves) {
      for (const effect of decision.effects) {
        if (effect.type === 'StartTask') {
          expect(started.has(effect.taskId)).toBe(false);
          started.add(effect.taskId);
        }
        if (effect.type === 'StopTask') expect(started.has(effect.taskId)).toBe(true);
      }
    }
  });
});

/** The tasks that the first decision handed out, as its state shows them. */
function* taskEffects(state: ExecutionState): Generator<TaskId> {
  for (const [key, node] of state.nodes) {
    if (node.phase === 'queued') yield `${state.created.executionId}/${key}/1` as TaskId;
  }
}

it('every approval that was opened is closed, once', () => {
  always(({ driver, events }) => {
    const scheduled = events.filter(
      (event) => event.type === 'StepScheduled' && event.work.kind === 'approval',
    );
    const closed = driver.moves.flatMap(({ decision }) =>
      decision.effects.filter((effect) => effect.type === 'CloseApproval'),
    );
    expect(new Set(closed.map(({ taskId }) => taskId)).size).toBe(scheduled.length);
    expect(closed).toHaveLength(scheduled.length);
  });
});

it('a result that comes twice is refused, at every later moment', () => {
  always(({ driver }) => {
    driver.moves.forEach(({ command, now }, index) => {
      if (command.type !== 'EndStep') return;
      for (const { decision } of driver.moves.slice(index)) {
        expect(decide(decision.state, command, now).ok).toBe(false);
      }
    });
  });
});

it('an ended execution refuses every command', () => {
  always(({ driver }) => {
    for (const { command } of driver.moves) {
      const refused = decide(driver.state, command, driver.now);
      expect(refused).toMatchObject({ ok: false, error: { code: 'EXECUTION_ENDED' } });
    }
  });
});

it('the same decision is made every time, and leaves what it was made from as it was', () => {
  always(({ driver }) => {
    for (const { before, command, now, decision } of driver.moves) {
      expect(decide(before, command, now)).toEqual({ ok: true, value: decision });
    }
  });
});

it('waking too early changes nothing, and waking in time moves on', () => {
  always(({ driver }) => {
    for (const { decision } of driver.moves) {
      const wake = nextWake(decision.state);
      if (wake === null || decision.state.ended !== undefined) continue;
      const early = decide(decision.state, { type: 'Wake' }, asInstant(wake - 1));
      expect(early).toMatchObject({ ok: true, value: { events: [], effects: [] } });
      const late = decide(decision.state, { type: 'Wake' }, wake);
      expect(late.ok && late.value.events.length > 0).toBe(true);
    }
  });
});

it('the stories that these laws are told of are no empty ones', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(anyStory, ({ driver, events }) => {
      const ended = driver.state.ended?.status ?? 'none';
      for (const word of [ended, ...new Set(events.map(({ type }) => type))]) {
        seen.set(word, (seen.get(word) ?? 0) + 1);
      }
    }),
    { numRuns: 800, seed: 7 },
  );
  const ends = ['Success', 'IgnoreFailed', 'Failed', 'Expired', 'Aborted', 'ApprovalRejected'];
  const turns = [
    'NodeSkipped',
    'NodeTimedOut',
    'StepStopping',
    'ApprovalGiven',
    'AbortRequested',
    'AttemptFailed',
    'CheckUndecided',
    'NodeInterrupted',
    'RollbackRequested',
    'LoopExpanded',
    'GroupRestarted',
  ];
  for (const word of [...ends, ...turns]) expect(seen.get(word) ?? 0, word).toBeGreaterThan(5);
});
