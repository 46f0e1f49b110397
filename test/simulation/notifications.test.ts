import { asMilliseconds } from '@reprise/core';
import { expect, test } from 'vitest';
import { createEngine } from '../../packages/server/engine/create-engine.ts';
import type { Engine } from '../../packages/server/engine/engine.ts';
import { SENDING_LEASE } from '../../packages/server/engine/outbox-keeper.ts';
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

const step = (identifier: string): string =>
  `{ step: { identifier: ${identifier}, name: ${identifier}, type: ShellScript, spec: { shell: Bash, source: { type: Inline, spec: { script: x } } } } }`;
const stage = (identifier: string): string =>
  `{ stage: { identifier: ${identifier}, name: ${identifier}, type: Custom, spec: { execution: { steps: [${step(`${identifier}_step`)}] } } } }`;

const PIPELINE = definitionOf(`
pipeline:
  identifier: told
  name: Told
  notificationRules:
    - { name: all, identifier: all, enabled: true, pipelineEvents: [{ type: AllEvents }],
        notificationMethod: { type: Webhook, spec: { webhookUrl: "https://example.com" } } }
  stages: [${stage('build')}, ${stage('ship')}]
`);
const TOLD = [
  'PipelineStart',
  'StageStart',
  'StageSuccess',
  'StageStart',
  'StageSuccess',
  'PipelineEnd',
  'PipelineSuccess',
];

/** Longer than whoever sends has a notification for itself, and than the pause after a first try. */
const A_WHILE = asMilliseconds(SENDING_LEASE + 20_000);

/** Runs the pipeline with a death on the way and a server after it. Answers how many commits the first made. */
async function live(death: Death): Promise<number> {
  const store = createMemoryStore();
  const clock = new VirtualClock();
  const ids = countingIds();
  const delegate = new ScriptedDelegate();
  const sent = new Map<string, string>();
  let dead = false;
  const engineOn = (of: Store, isDead: () => boolean): Engine =>
    createEngine({
      store: of,
      logs: createMemoryLogStore(),
      clock,
      ids,
      logger: silentLogger,
      engineVersion: 'test',
      send: async ({ id, event }) => {
        if (isDead()) throw new Error('nobody is there any more');
        sent.set(id, event);
        return { sent: true };
      },
    });
  const doomed = mortal(store, death);
  void doomed.died.then(() => {
    dead = true;
  });
  const first = engineOn(doomed.store, () => dead);
  await first.start();
  await delegate.connect(first.taskServer, 1);
  await first.run({ scope: SCOPE, definition: PIPELINE, by: SOMEBODY }).catch(() => null);
  await quiescence(first)();

  const second = engineOn(store, () => false);
  await second.start();
  await delegate.connect(second.taskServer, 1);
  await clock.pass(A_WHILE, quiescence(second));
  const { total } = await store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 1);
  expect([...sent.values()].toSorted()).toEqual(total === 0 ? [] : TOLD.toSorted());
  await second.stop();
  return doomed.commits();
}

test('whenever the server dies, everything is told that was to be told', async () => {
  const commits = await live({ commit: Number.POSITIVE_INFINITY, when: 'before' });
  expect(commits).toBeGreaterThanOrEqual(3);
  for (let commit = 1; commit <= commits; commit += 1) {
    await live({ commit, when: 'before' });
    await live({ commit, when: 'after' });
  }
});
