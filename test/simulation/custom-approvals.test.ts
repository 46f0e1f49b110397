import { asMilliseconds, partsOfTaskId, type TaskId } from '@reprise/core';
import { statusOf, type TaskOutcome } from '@reprise/core/execution';
import { expect, test } from 'vitest';
import { createEngine } from '../../packages/server/engine/create-engine.ts';
import type { Engine } from '../../packages/server/engine/engine.ts';
import type { Store } from '../../packages/server/ports/index.ts';
import { createMemoryLogStore } from '../../packages/server/stores/memory/log-store.ts';
import { createMemoryStore } from '../../packages/server/stores/memory/store.ts';
import { ScriptedDelegate } from '../../packages/server/testing/scripted-delegate.ts';
import { VirtualClock } from '../../packages/server/testing/virtual-clock.ts';
import {
  countingIds,
  definitionOf,
  quiescence,
  SCOPE,
  SOMEBODY,
  silentLogger,
} from '../../packages/server/testing/workshop.ts';
import { type Death, mortal } from './mortal-store.ts';

const PIPELINE = definitionOf(`
pipeline:
  identifier: gated
  name: Gated
  stages:
    - stage:
        identifier: gate
        name: gate
        type: Approval
        spec:
          execution:
            steps:
              - step:
                  identifier: ask
                  name: ask
                  type: CustomApproval
                  spec:
                    shell: Bash
                    retryInterval: 1m
                    source: { type: Inline, spec: { script: state=$(ask) } }
                    outputVariables: [{ name: state, type: String, value: state }]
                    approvalCriteria:
                      type: KeyValues
                      spec: { conditions: [{ key: state, operator: equals, value: "yes" }] }
`);

const said = (state: string): TaskOutcome => ({
  status: 'Success',
  outputs: { outputVariables: { state } },
});
const wrong: TaskOutcome = { status: 'Failed', failure: { message: 'no', types: ['Unknown'] } };
/** What each check says, by its attempt. */
const SAID = [said('perhaps'), wrong, said('yes')];

const NEVER: Death = { commit: Number.POSITIVE_INFINITY, when: 'before' };

function engineOn(store: Store, clock: VirtualClock, ids = countingIds()): Engine {
  const logs = createMemoryLogStore();
  return createEngine({ store, logs, clock, ids, logger: silentLogger, engineVersion: 'test' });
}

/** Asks for the approval with a death on the way, and a server after it. Answers how many commits the first one made. */
async function live(death: Death): Promise<number> {
  const store = createMemoryStore();
  const clock = new VirtualClock();
  const ids = countingIds();
  const delegate = new ScriptedDelegate();
  delegate.script = ({ taskId }) => SAID[partsOfTaskId(taskId).attempt - 1] ?? wrong;
  const doomed = mortal(store, death);
  const first = engineOn(doomed.store, clock, ids);
  await first.start();
  await delegate.connect(first.taskServer, 10);
  await first.run({ scope: SCOPE, definition: PIPELINE, by: SOMEBODY }).catch(() => null);
  await quiescence(first)();
  await clock.pass(asMilliseconds(60_000), quiescence(first));

  if (death === NEVER) await first.stop();
  const second = engineOn(store, clock, ids);
  await second.start();
  await delegate.connect(second.taskServer, 10);
  await quiescence(second)();
  for (let minute = 0; minute < 3; minute += 1) {
    await clock.pass(asMilliseconds(60_000), quiescence(second));
  }
  const [known] = (await store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 10)).items;
  if (known !== undefined) {
    const read = await second.read(known.executionId);
    expect(read && statusOf(read.state)).toBe('Success');
    expect(attemptsIn(delegate.ran)).toEqual([1, 2, 3]);
    expect(await store.tasks.waiting()).toBe(0);
  } else expect(death).toEqual({ commit: 1, when: 'before' });
  await second.stop();
  return doomed.commits();
}

const attemptsIn = (ran: readonly { readonly taskId: TaskId }[]): readonly number[] =>
  ran.map(({ taskId }) => partsOfTaskId(taskId).attempt);

test('the server dies at any commit, and the next one goes on asking: each check is made once', async () => {
  const commits = await live(NEVER);
  expect(commits).toBeGreaterThan(SAID.length);
  for (let commit = 1; commit <= commits; commit += 1) {
    await live({ commit, when: 'before' });
    await live({ commit, when: 'after' });
  }
});
