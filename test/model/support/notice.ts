import * as fc from 'fast-check';
import { readCases } from '../../conformance/support/case.ts';
import { coreAdapter } from '../../conformance/support/core-adapter.ts';
import { play } from '../../conformance/support/play.ts';
import { anyStory, tell } from './stories.ts';

/** The model and the conformance suite once more, without a test runner: throws when they notice anything. */
async function notice(): Promise<void> {
  for (const { each } of readCases()) await play(coreAdapter, each);
  const numRuns = Number(process.env['PROVE_CASES'] ?? 150);
  const property = fc.property(anyStory, (story) => tell(story, new Map()));
  fc.assert(property, { numRuns, seed: 7, endOnFailure: true });
}

await notice();
