import { expect } from 'vitest';
import type { Engine } from '../../../packages/server/engine/engine.ts';
import { shellPipeline } from '../../../packages/server/testing/shell-pipelines.ts';
import { definitionOf, SCOPE, SOMEBODY } from '../../../packages/server/testing/workshop.ts';
import { newWorld, statusesIn, stepsRun, storePipeline, type World } from './world.ts';

const CHILD = shellPipeline('child', { make: { pack: 'x' } });
const PARENT = definitionOf(`pipeline:
  identifier: parent
  name: parent
  stages:
    - stage:
        identifier: deliver
        name: deliver
        type: Pipeline
        spec: {org: default, project: default_project, pipeline: child}
    - stage:
        identifier: again
        name: again
        type: Pipeline
        spec: {org: default, project: default_project, pipeline: child}
`);

/** A world with the child that both of the parent's stages run, one after the other. */
export async function familyWorld(): Promise<World> {
  const world = newWorld();
  await storePipeline(world, CHILD);
  return world;
}

/** Begins the parent; null when the server has died of it, or failed. */
export const beginParent = (engine: Engine) =>
  engine.run({ scope: SCOPE, definition: PARENT, by: SOMEBODY }).catch(() => null);

/** That the parent has ended well, with its two children, each of which ran its step once; or that nothing had begun. */
export async function expectWholeFamily(world: World, what: string): Promise<void> {
  const statuses = await statusesIn(world);
  const begun = statuses.length > 0;
  const whole = ['child Success', 'child Success', 'parent Success'];
  expect(statuses, what).toEqual(begun ? whole : []);
  expect(stepsRun(world), what).toEqual(begun ? ['pack', 'pack'] : []);
}
