import { statSync } from 'node:fs';
import { LogSpool } from '../launcher/log-spool.ts';
import { killGroup } from '../launcher/process-identity.ts';
import type { ProcessResult } from '../launcher/protocol.ts';
import { fileNameOf } from '../launcher/task-records.ts';
import { untilEnded } from '../process-task.ts';
import type { TaskRun } from '../task-run.ts';

/**
 * Goes along with a process whose step has ended, until it ends itself or is stopped with its workspace: posts its log, and
 * says there how it ended. Throws only when the delegate detaches.
 */
export async function accompany(run: TaskRun): Promise<void> {
  const { taskId } = run.lease;
  let link = await run.around.link();
  while (link.running.has(taskId)) {
    await untilEnded(run, link);
    link = await run.around.link();
  }
  run.around.detached.throwIfAborted();
  const heard = link.takeResult(taskId);
  const record = heard === null ? run.around.records().read(fileNameOf(taskId)) : null;
  const result = heard ?? record?.result ?? null;
  if (result === null && record?.started != null) killGroup(record.started.leader, taskId);
  run.around.records().removeLogin(taskId);
  await say(run, endingOf(run, result));
  await run.pump.finish(statSync(run.logFile, { throwIfNoEntry: false })?.size ?? 0);
  const connection = await run.around.connection();
  await connection.endLog(taskId);
}

function endingOf(run: TaskRun, result: ProcessResult | null): string {
  if (run.stopCause !== null) return 'Stopped: nothing needs this process any more.';
  if (result === null)
    return 'Lost: how this process ended was not seen, and what was left of it was killed.';
  const how =
    result.signal === null
      ? `exit code ${result.exitCode ?? 'unknown'}`
      : `signal ${result.signal}`;
  return `This process ended by itself (${how}); the stage goes on without it.`;
}

async function say(run: TaskRun, line: string): Promise<void> {
  const spool = new LogSpool(run.logFile, () => undefined);
  spool.add('INFO', [line]);
  await spool.close();
}
