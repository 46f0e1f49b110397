import { type Result, unreachable } from '@reprise/core';
import { resolveBackground } from './background.ts';
import { resolveBarrier } from './barrier.ts';
import { resolveChainedPipeline } from './chained-pipeline.ts';
import { resolveCustomApproval } from './custom-approval.ts';
import { resolveEmail } from './email.ts';
import { resolveGitClone } from './git-clone.ts';
import { resolveHarnessApproval } from './harness-approval.ts';
import { resolveHttp } from './http.ts';
import type { StepSpec, StepWork } from './model/index.ts';
import { resolveQueue } from './queue.ts';
import { resolvePlugin, resolveRun } from './run.ts';
import { resolveShellScript } from './shell-script.ts';
import type { StepTextError, StepTexts } from './texts.ts';
import { resolveWait } from './wait.ts';

/**
 * Turns a parsed step into what its next attempt does, and who does it: every expression is evaluated now, once, and
 * what comes out is data (never evaluated again). Refuses with the first text that has no value.
 */
export function resolveStep(spec: StepSpec, texts: StepTexts): Result<StepWork, StepTextError> {
  switch (spec.type) {
    case 'ShellScript':
      return resolveShellScript(spec, texts);
    case 'HarnessApproval':
      return resolveHarnessApproval(spec, texts);
    case 'CustomApproval':
      return resolveCustomApproval(spec, texts);
    case 'Wait':
      return resolveWait(spec);
    case 'Barrier':
      return resolveBarrier(spec);
    case 'Queue':
      return resolveQueue(spec, texts);
    case 'Http':
      return resolveHttp(spec, texts);
    case 'Run':
      return resolveRun(spec, texts);
    case 'Plugin':
      return resolvePlugin(spec, texts);
    case 'Background':
      return resolveBackground(spec, texts);
    case 'GitClone':
      return resolveGitClone(spec, texts);
    case 'Email':
      return resolveEmail(spec, texts);
    case 'Pipeline':
      return resolveChainedPipeline(spec, texts);
    default:
      return unreachable(spec);
  }
}
