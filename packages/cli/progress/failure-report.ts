import type { ExecutionNode } from '@reprise/api';
import { oneLine, sanitise } from '../output/sanitise.ts';
import type { Colours } from '../terminal.ts';
import type { LogLine } from './log-reader.ts';
import { addressOf, failedSteps, labelOf, type Progress, retryArguments } from './model.ts';

/** How many failed steps are shown with their logs, and how many lines of each. */
export const REPORTED_STEPS = 3;
export const REPORTED_LINES = 15;

export interface FailureReport {
  readonly progress: Progress;
  /** The last lines of each failed step's log, by `uuid`. */
  readonly logs: ReadonlyMap<string, readonly LogLine[]>;
  readonly colours: Colours;
  /** Whether a later command can still reach the execution. */
  readonly reachable: boolean;
}

/** What a person needs after a failure: which step, its last words, where the rest is, and how to go on. */
export function failureReport({ progress, logs, colours, reachable }: FailureReport): string {
  const { planExecutionId } = progress.summary;
  const failed = failedSteps(progress.nodes);
  const lines = failed
    .slice(0, REPORTED_STEPS)
    .flatMap((step) => [
      '',
      `${colours.red('✗')} ${colours.bold(oneLine(labelOf(progress.nodes, step)))}: ${whyFailed(step)}`,
      ...(logs.get(step.uuid) ?? []).map(({ out }) => `    ${sanitise(out, false)}`),
      ...(reachable && step.logBaseKey !== null
        ? [
            colours.dim(
              `  All of its log: reprise logs ${planExecutionId} ${addressOf(progress.nodes, step)}`,
            ),
          ]
        : []),
    ]);
  if (failed.length > REPORTED_STEPS) {
    lines.push(
      '',
      `… and ${failed.length - REPORTED_STEPS} more failed steps: reprise show ${planExecutionId}`,
    );
  }
  const command = reachable ? retryCommand(progress) : null;
  if (command !== null) {
    lines.push('', 'Mend it, and continue from there:', `  ${colours.bold(command)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function whyFailed(step: ExecutionNode): string {
  const message = oneLine(step.failureInfo?.message ?? step.status);
  const code = step.exitCode;
  return code === null || message.includes(String(code))
    ? message
    : `${message} (exit code ${code})`;
}

/** The exact command that continues a failed execution; null when there is nothing to continue from. */
export function retryCommand(progress: Progress): string | null {
  const retry = retryArguments(progress.nodes);
  if (retry === null) return null;
  const onlyFailed = retry.onlyFailed ? ' --only-failed' : '';
  return `reprise retry ${progress.summary.planExecutionId} --from ${retry.from.join(' ')}${onlyFailed}`;
}
