import { asTaskId } from '@reprise/core';
import type { RunningContext } from '../executors/executor.ts';
import { readSettings } from '../settings.ts';

/** What an executor that runs inside the delegate is given, for a test that calls it directly. */
export function functionContext(
  more: Partial<Omit<RunningContext, 'log'>> = {},
): RunningContext & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    taskId: asTaskId('execution/pipeline.stages.s.steps.step/1'),
    workFolder: '/nonexistent',
    secrets: { get: async () => null },
    environment: { PATH: process.env['PATH'] ?? '' },
    settings: readSettings({}),
    signal: new AbortController().signal,
    ...more,
    lines,
    log: (level, text) => lines.push(...text.split('\n').map((line) => `${level} ${line}`)),
  };
}
