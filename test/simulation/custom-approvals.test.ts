import { asMilliseconds, partsOfTaskId, type TaskId } from '@reprise/core';
import { statusOf, type TaskOutcome } from '@reprise/core/execution';
import { expect, test } from 'vitest';
import {
  definitionOf,
  quiescence,
  SCOPE,
  SOMEBODY,
} from '../../packages/server/testing/workshop.ts';
import { type Death, everyDeath, mortal, NEVER } from './support/mortal-store.ts';
import { newWorld, serve } from './support/world.ts';

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

/** Asks for the approval with a death on the way, and a server after it. Answers how many commits the first one made. */
async function live(death: Death): Promise<number> {
  const world = newWorld();
  const { store, clock, delegate } = world;
  delegate.script = ({ taskId }) => SAID[partsOfTaskId(taskId).attempt - 1] ?? wrong;
  const doomed = mortal(store, death);
  const first = await serve(world, doomed.store);
  await first.run({ scope: SCOPE, definition: PIPELINE, by: SOMEBODY }).catch(() => null);
  await quiescence(first)();
  await clock.pass(asMilliseconds(60_000), quiescence(first));

  if (death === NEVER) await first.stop();
  const second = await serve(world, store);
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
  await everyDeath(SAID.length + 1, live);
});
