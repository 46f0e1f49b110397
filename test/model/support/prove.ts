import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyStory, type Tally, tell } from './stories.ts';

/** The parts run in processes of their own, side by side where there are processors for it. */
export const PARTS = 4;
const CASES = Number(process.env['PROVE_CASES'] ?? 20_000);
const PATIENCE = 24 * 60 * 60_000;

/** What has to be seen of each in a thousand stories, so that a run of empty ones does not pass for a proof. */
const LEAST: Readonly<Record<string, number>> = {
  Success: 300,
  IgnoreFailed: 20,
  Failed: 250,
  Expired: 400,
  Aborted: 150,
  ApprovalRejected: 20,
  retry: 600,
  rerun: 200,
  reused: 2000,
  'refused STATUS_NOT_RETRYABLE': 300,
  'refused STAGE_NOT_STARTED': 80,
  'refused STAGES_NOT_IN_ONE_GROUP': 80,
  'refused EARLIER_STAGE_NOT_REUSABLE': 20,
  StepStarted: 2000,
  AttemptFailed: 500,
  RollbackRequested: 50,
  NodeInterrupted: 200,
  NodeSkipped: 500,
  LoopExpanded: 500,
  NodeTimedOut: 500,
  StepStopping: 200,
  ExecutionPaused: 100,
  ExecutionResumed: 100,
  ExpireAll: 10,
  GroupRestartPlanned: 100,
  GroupRestarted: 60,
  GroupRestartDropped: 4,
  CheckUndecided: 60,
  CheckRepeated: 40,
};

/** Tells this part's share of random stories to the engine and to the model. The seed is printed. */
export function prove(part: number): void {
  const seed = (Number(process.env['PROVE_SEED'] ?? 1) + part) | 0;
  const numRuns = Math.ceil(CASES / PARTS);
  test(
    `the engine does what the model says, in ${numRuns} random stories (seed ${seed})`,
    () => {
      const tally: Tally = new Map();
      fc.assert(
        fc.property(anyStory, (story) => tell(story, tally)),
        { numRuns, seed },
      );
      for (const [what, least] of Object.entries(LEAST)) {
        const enough = Math.floor((least * numRuns) / 1000 / 4);
        expect(tally.get(what) ?? 0, what).toBeGreaterThanOrEqual(enough);
      }
      expect(tally.get('tie') ?? 0).toBeLessThanOrEqual(Math.ceil(numRuns / 200));
    },
    PATIENCE,
  );
}
