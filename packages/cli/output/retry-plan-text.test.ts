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
      startRefused: null,
      instances: [
        { ...fate, identifier: 'build_0', name: 'Build (linux)', decision: 'reuse', reason: 'ok' },
        { ...fate, identifier: 'build_1', name: 'Build (mac)', sourceStatus: 'Failed' },
      ],
    },
  ],
  changed: { definition: null, secrets: [], missingPermissions: [] },
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

it('a plan that goes on inside of chained stages is done by a command that says so too', () => {
  const { colours } = recordingTerminal().terminal;
  const reach = { program: 'reprise', options: '' };
  const child = { executionId: 'execution-2', from: ['ship'], reuse: ['make'], run: ['ship'] };
  const chained = plan.stages.map((stage) => ({ ...stage, child }));
  const text = (stages: RetryPlanDocument['stages']) =>
    retryPlanText({ ...plan, stages }, colours, reach);
  expect(text(chained)).toContain('retry execution-1 --from build --retry-chained\n');
  expect(text(plan.stages)).toContain('retry execution-1 --from build\n');
});

it('a plan names its digest, for who wants just this or nothing', () => {
  const { colours } = recordingTerminal().terminal;
  const reach = { program: 'reprise', options: '' };
  expect(retryPlanText(plan, colours, reach)).toContain(' the same with --plan sha256:0\n');
});

it('a plan tells of the templates that have changed since, with the pipeline or without it', () => {
  const { colours } = recordingTerminal().terminal;
  const told = (onlyTemplates: boolean) => {
    const templates = [{ name: 'org.deploy@v2', version: 4 }];
    const definition = { version: 3, templates, onlyTemplates, differences: [], unreadable: null };
    return retryPlanText({ ...plan, changed: { ...plan.changed, definition } }, colours, null);
  };
  expect(told(true)).toContain('\n  templates in it were changed (org.deploy@v2); a retry runs');
  expect(told(false)).toContain(
    '\n  the pipeline was saved (version 3), templates in it were changed (org.deploy@v2); a',
  );
});

it('a plan tells of chained pipelines that a new child would run as they are now', () => {
  const { colours } = recordingTerminal().terminal;
  const chained = [
    { name: 'default/shop/deploy', version: 2 },
    { name: 'default/shop/gone', version: null },
  ];
  expect(
    retryPlanText({ ...plan, changed: { ...plan.changed, chained } }, colours, null),
  ).toContain(`
Changed since it ran:
  the chained pipeline default/shop/deploy was saved (version 2); a stage that runs it anew runs that
  there is no pipeline default/shop/gone: a chained stage that runs it anew will fail
`);
});

it('a plan tells what has changed since, and that nothing of the pipeline is used', () => {
  const { colours } = recordingTerminal().terminal;
  const changed: RetryPlanDocument['changed'] = {
    definition: {
      version: 3,
      differences: [
        { stage: 'build', step: 'compile', change: 'changed' },
        { stage: 'audit', step: null, change: 'added' },
        { stage: null, step: null, change: 'changed' },
      ],
      unreadable: null,
    },
    secrets: [
      { reference: 'account.token', change: 'saved', version: 2 },
      { reference: 'gone', change: 'removed', version: null },
    ],
    missingPermissions: ['core_pipeline_execute'],
  };
  expect(retryPlanText({ ...plan, changed }, colours, null)).toContain(`
Changed since it ran:
  the pipeline was saved (version 3); a retry runs what ran, and uses nothing of that
    step build/compile: changed
    stage audit: added
    the pipeline itself: changed
  the secret account.token was saved; its new value is read
  there is no secret gone: a step that reads it will fail
  you lack the permission core_pipeline_execute
`);
  expect(retryPlanText(plan, colours, null)).not.toContain('Changed since');
});
