import type { RetryPlanDocument } from '@reprise/api';
import { expect, it } from 'vitest';
import { recordingTerminal } from '../testing/recording-terminal.ts';
import { retryPlanText } from './retry-plan-text.ts';

const fate = {
  sourceStatus: 'Success',
  originExecutionId: null,
  decision: 'run',
  reason: 'it ended Failed',
} as const;
const plan: RetryPlanDocument = {
  sourceExecutionId: 'execution-1',
  rootExecutionId: 'execution-1',
  from: ['build'],
  runAllStages: true,
  stages: [
    {
      ...fate,
      identifier: 'build',
      name: 'Build',
      row: 0,
      sourceStatus: 'Failed',
      reason: 'the retry starts from it',
      instances: [
        { ...fate, identifier: 'build_0', name: 'Build (linux)', decision: 'reuse', reason: 'ok' },
        { ...fate, identifier: 'build_1', name: 'Build (mac)', sourceStatus: 'Failed' },
      ],
    },
  ],
  digest: 'sha256:0',
  savedTime: 65_000,
};

it('a plan tells the fates of instances below their stage, where they differ from its own', () => {
  const { colours } = recordingTerminal().terminal;
  const text = retryPlanText(plan, colours, null);
  expect(text).toContain('▶ run    Build            Failed');
  expect(text).toContain('↻ reuse    Build (linux)  Success');
  expect(text).toContain('▶ run      Build (mac)    Failed');
  expect(text).toContain('0 reused, and 1 of 2 instances, 1 to run; saves');
  const whole = plan.stages.map((stage) => ({ ...stage, instances: [] }));
  expect(retryPlanText({ ...plan, stages: whole }, colours, null)).not.toContain('linux');
});
