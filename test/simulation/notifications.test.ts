import { asMilliseconds } from '@reprise/core';
import { expect, test } from 'vitest';
import type { Engine } from '../../packages/server/engine/engine.ts';
import { SENDING_LEASE } from '../../packages/server/engine/outbox-keeper.ts';
import type { Store } from '../../packages/server/ports/index.ts';
import {
  definitionOf,
  quiescence,
  SCOPE,
  SOMEBODY,
} from '../../packages/server/testing/workshop.ts';
import { type Death, everyDeath, mortal } from './support/mortal-store.ts';
import { newWorld, serve } from './support/world.ts';

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
  const world = newWorld();
  const sent = new Map<string, string>();
  let dead = false;
  const serveTelling = (store: Store, isDead: () => boolean): Promise<Engine> =>
    serve(world, store, {
      capacity: 1,
      send: async ({ id, event }) => {
        if (isDead()) throw new Error('nobody is there any more');
        sent.set(id, event);
        return { sent: true };
      },
    });
  const doomed = mortal(world.store, death);
  void doomed.died.then(() => {
    dead = true;
  });
  const first = await serveTelling(doomed.store, () => dead);
  await first.run({ scope: SCOPE, definition: PIPELINE, by: SOMEBODY }).catch(() => null);
  await quiescence(first)();

  const second = await serveTelling(world.store, () => false);
  await world.clock.pass(A_WHILE, quiescence(second));
  const { total } = await world.store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 1);
  expect([...sent.values()].toSorted()).toEqual(total === 0 ? [] : TOLD.toSorted());
  await second.stop();
  return doomed.commits();
}

test('whenever the server dies, everything is told that was to be told', async () => {
  await everyDeath(3, live);
});
