import * as fc from 'fast-check';
import { test } from 'vitest';
import { readCases } from '../../../test/conformance/support/case.ts';
import { coreAdapter } from '../../../test/conformance/support/core-adapter.ts';
import { play } from '../../../test/conformance/support/play.ts';
import { anyStory, tell } from '../../../test/model/support/stories.ts';

const STORIES = 200;

/** The conformance suite on the core, and stories of the model, each a test by itself. */
export function describeJudges(): void {
  for (const { name, each } of readCases()) {
    test(`conformance › ${name}`, () => play(coreAdapter, each));
  }
  const stories = fc.sample(anyStory, { seed: 7, numRuns: STORIES });
  for (const [index, story] of stories.entries()) {
    // What is remembered of a pipeline is not remembered from one mutant to the next.
    test(`model › story ${index + 1}`, () => tell(structuredClone(story), new Map()));
  }
}
