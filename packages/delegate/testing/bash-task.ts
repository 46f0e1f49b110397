import type { ShellScriptTask } from '@reprise/core/step-types';

/** A Bash task. */
export const bashTask = (script: string, more: Partial<ShellScriptTask> = {}): ShellScriptTask => ({
  type: 'ShellScript',
  shell: 'Bash',
  script,
  environment: {},
  outputs: [],
  ...more,
});
