import type { ExecutionNode } from '@reprise/api';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-code.ts';
import { statusMark, statusText } from '../output/status.ts';
import { formatLength } from '../output/time.ts';
import { failureReport, REPORTED_FAILURES, REPORTED_LINES } from '../progress/failure-report.ts';
import { failuresIn } from '../progress/failures.ts';
import type { Followed } from '../progress/follow.ts';
import { type LogLine, LogReader } from '../progress/log-reader.ts';
import { askingNodes, asksAScript, liveSteps, type Progress } from '../progress/model.ts';
import {
  approveCommand,
  commandHere,
  inputCommand,
  interveneCommand,
  type Reach,
} from '../progress/next-command.ts';
import type { Terminal } from '../terminal.ts';

interface Closing {
  readonly terminal: Terminal;
  readonly connection: Connection;
  readonly execution: string;
  readonly followed: Followed;
  readonly code: ExitCode;
}

/** What is said when the watching is over: how it ended, and what can be done next. */
export async function closingWords(closing: Closing): Promise<string> {
  const { terminal, connection, execution, followed, code } = closing;
  if (followed.kind === 'ended') return ended(terminal, connection, followed.progress);
  const { reach } = connection;
  if (connection.local || reach === null) {
    const why =
      code === EXIT.waiting
        ? 'It waits for somebody to act, which nobody can on a local run: start it on a server instead'
        : 'It took longer than --timeout';
    return `${why}. It was aborted.\n`;
  }
  if (followed.kind === 'waiting') return waiting(followed.progress, reach);
  const reason = code === EXIT.watchTimedOut ? 'The time to watch is over' : 'Stopped watching';
  return (
    `${reason}; the execution goes on.\n` +
    `  watch it: ${commandHere(reach, `logs ${execution} -f`)}\n` +
    `  abort it: ${commandHere(reach, `abort ${execution}`)}\n`
  );
}

async function ended(
  { colours }: Terminal,
  connection: Connection,
  progress: Progress,
): Promise<string> {
  const { status, startTs, endTs, planExecutionId } = progress.summary;
  const length = endTs === null ? '' : ` after ${formatLength(endTs - startTs)}`;
  const how = `${statusMark(status, colours)} ${statusText(status, colours)}${length}`;
  const last = `${how}  ${colours.dim(planExecutionId)}\n`;
  if (exitCodeOf(status) === EXIT.success) return last;
  const logs = await lastWords(connection, progress);
  return `${failureReport({ progress, logs, colours, reach: connection.reach })}\n${last}`;
}

/** The last lines of what failed. A log that cannot be read must not hide the failure. */
async function lastWords(
  { client }: Connection,
  progress: Progress,
): Promise<ReadonlyMap<string, readonly LogLine[]>> {
  const reader = new LogReader(client, progress.summary.planExecutionId);
  const logs = new Map<string, readonly LogLine[]>();
  for (const step of failuresIn(progress.nodes).slice(0, REPORTED_FAILURES)) {
    if (step.logBaseKey === null) continue;
    const lines = await reader.tail(step.uuid, step.attempts, REPORTED_LINES).catch(() => []);
    logs.set(step.uuid, lines);
  }
  return logs;
}

function waiting({ summary, nodes }: Progress, reach: Reach): string {
  const where = { execution: summary.planExecutionId, nodes, reach };
  const steps = liveSteps(nodes);
  const approvals = steps.filter((step) => step.status === 'ApprovalWaiting' && !asksAScript(step));
  const failures = steps.filter(({ status }) => status === 'InterventionWaiting');
  return (
    waitingFor('an approval', approvals, (step) => approveCommand(where, step)) +
    waitingFor('inputs', askingNodes(nodes), (node) => inputCommand(where, node)) +
    waitingFor('a decision about a failure', failures, (step) => interveneCommand(where, step))
  );
}

function waitingFor(
  what: string,
  steps: readonly ExecutionNode[],
  commandOf: (step: ExecutionNode) => string,
): string {
  if (steps.length === 0) return '';
  const commands = steps.map((step) => `  ${commandOf(step)}\n`);
  return `It waits for ${what}, and goes on as soon as somebody gives it:\n${commands.join('')}`;
}
