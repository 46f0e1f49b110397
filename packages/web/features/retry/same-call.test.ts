import type { RetryPlanDocument } from '@reprise/api';
import { expect, it } from 'vitest';
import { retryCommand, retryRequest } from './same-call.ts';

const PLAN: RetryPlanDocument = {
  sourceExecutionId: 'abc',
  rootExecutionId: 'abc',
  from: ['unit', 'lint'],
  runAllStages: false,
  stages: [],
  changed: { definition: null, secrets: [], missingPermissions: [] },
  digest: 'd1',
  savedTime: 0,
};

it('gives the command that does the same, with a note that no shell reads as its own', () => {
  expect(retryCommand(PLAN, "it's $(ok)")).toBe(
    "reprise retry abc --from unit lint --only-failed --note 'it'\\''s $(ok)'",
  );
  expect(retryCommand({ ...PLAN, runAllStages: true }, '')).toBe(
    'reprise retry abc --from unit lint',
  );
});

it('gives the call that does the same, under the digest that was shown', () => {
  const where = { origin: 'http://r.test', pipeline: 'p', org: 'o', project: 'x' };
  expect(retryRequest(PLAN, '', where)).toBe(
    "curl -X POST 'http://r.test/pipeline/api/pipeline/execute/retry/p?orgIdentifier=o&projectIdentifier=x" +
      "&planExecutionId=abc&retryStages=unit&retryStages=lint&runAllStages=false&planDigest=d1'",
  );
});
