import type { ExecutionNode } from '@reprise/api';
import { oneLine, sanitise } from '../output/sanitise.ts';
import type { Colours } from '../terminal.ts';
import { failuresIn } from './failures.ts';
import type { LogLine } from './log-reader.ts';
import { labelOf, type Progress } from './model.ts';
import {
  chainedRetryCommand,
  logCommand,
  type Reach,
  rerunCommand,
  retryCommand,
  type Whereabouts,
} from './next-command.ts';

/** How many failures are shown with their logs, and how many lines of each. */
export const REPORTED_FAILURES = 3;
export const REPORTED_LINES = 15;

export interface FailureReport {
  readonly progress: Progress;
  /** The last lines of what failed and has a log, by `uuid`. */
  readonly logs: ReadonlyMap<string, readonly LogLine[]>;
  readonly colours: Colours;
  /** What later commands need to reach the execution; null when none can. */
  readonly reach: Reach | null;
}

/** What a person needs after a failure: what failed, its last words, where the rest is, and how to go on. */
export function failureReport({ progress, logs, colours, reach }: FailureReport): string {
  const { nodes } = progress;
  const where =
    reach === null ? null : { execution: progress.summary.planExecutionId, nodes, reach };
  const failed = failuresIn(nodes);
  const lines = failed.slice(0, REPORTED_FAILURES).flatMap((step) => {
    const label = colours.bold(oneLine(labelOf(nodes, step)));
    const words = (logs.get(step.uuid) ?? []).map(({ out }) => `    ${sanitise(out, false)}`);
    return [
      '',
      `${colours.red('✗')} ${label}: ${whyFailed(step)}`,
      ...words,
      ...rest(step, where, colours),
    ];
  });
  if (failed.length > REPORTED_FAILURES) {
    lines.push('', `… and ${failed.length - REPORTED_FAILURES} more failures`);
  }
  const command = where === null ? null : retryCommand(where);
  if (command !== null) {
    lines.push('', 'Mend it, and continue from there:', `  ${colours.bold(command)}`);
  }
  const inside = where === null ? null : chainedRetryCommand(where);
  if (inside !== null) {
    lines.push('Or from what failed inside of its child pipeline:', `  ${colours.bold(inside)}`);
  }
  if (where !== null && failed.some(isInDefinition)) {
    lines.push(
      'A retry runs the pipeline as it was. Where that is to be mended, run it anew then:',
      `  ${colours.bold(rerunCommand(where))}`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Whether it is the pipeline that was wrong, an expression in it for one. */
const isInDefinition = ({ failureInfo }: ExecutionNode): boolean =>
  failureInfo?.failureTypeList.includes('ConfigurationFailure') === true;

function whyFailed(step: ExecutionNode): string {
  const message = oneLine(step.failureInfo?.message ?? step.status);
  const code = step.exitCode;
  return code === null || message.includes(String(code))
    ? message
    : `${message} (exit code ${code})`;
}

/** Where the rest of a step's log is. */
function rest(step: ExecutionNode, where: Whereabouts | null, colours: Colours): readonly string[] {
  if (where === null || step.logBaseKey === null) return [];
  return [colours.dim(`  All of its log: ${logCommand(where, step)}`)];
}
