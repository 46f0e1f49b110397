import { background } from './background.ts';
import { barrier } from './barrier.ts';
import { customApproval } from './custom-approval.ts';
import { email } from './email.ts';
import { gitClone } from './git-clone.ts';
import { harnessApproval } from './harness-approval.ts';
import { http } from './http.ts';
import type { StepSpec, WrittenStepType } from './model/index.ts';
import { queue } from './queue.ts';
import { plugin, run } from './run.ts';
import { shellScript } from './shell-script.ts';
import type { StepTypeReader } from './step-type.ts';
import { wait } from './wait.ts';

/** The step types that this server runs. The compiler asks for a row when a type is added to the model. */
export const stepTypes: { readonly [Type in WrittenStepType]: StepTypeReader<StepSpec> } = {
  ShellScript: shellScript,
  HarnessApproval: harnessApproval,
  CustomApproval: customApproval,
  Wait: wait,
  Barrier: barrier,
  Queue: queue,
  Http: http,
  Run: run,
  Plugin: plugin,
  Background: background,
  GitClone: gitClone,
  Email: email,
};

/** The reader of a step type by its name in the YAML; undefined when this server does not run it. */
export function stepTypeOf(name: string): StepTypeReader<StepSpec> | undefined {
  return Object.values(stepTypes).find(({ type }) => type === name);
}
