import type { DelegateConnection, LeasedTask, TaskServer } from '@reprise/api/delegate';
import { asDelegateId, partsOfTaskId, type TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';

/** How a step ends when a test plays its delegate; `hang` never ends by itself, but can be stopped. */
export type Script = (task: LeasedTask) => TaskOutcome | 'hang';

/** A delegate that starts no process: each task ends as a script says. It remembers what it was asked to run, in order. */
export class ScriptedDelegate {
  readonly ran: LeasedTask[] = [];
  readonly #server: TaskServer;
  readonly #started = new Set<TaskId>();
  readonly #hanging = new Map<TaskId, LeasedTask>();
  #connection: DelegateConnection | null = null;
  script: Script = () => ({ status: 'Success', outputs: {} });

  constructor(server: TaskServer) {
    this.#server = server;
  }

  async connect(capacity = 100): Promise<void> {
    this.#connection = await this.#server.connect(
      { delegateId: asDelegateId('scripted'), name: 'scripted', selectors: ['linux'], capacity },
      {
        run: (task) => void this.#run(task),
        stop: (taskId) => void this.#stop(taskId),
      },
    );
  }

  /** Ends a hanging task as told. Answers what the server made of the report. */
  async end(taskId: TaskId, outcome: TaskOutcome): Promise<'accepted' | 'refused' | 'unknown'> {
    const task = this.#hanging.get(taskId);
    if (task === undefined) return 'unknown';
    this.#hanging.delete(taskId);
    return this.report(task, outcome);
  }

  async report(task: LeasedTask, outcome: TaskOutcome): Promise<'accepted' | 'refused'> {
    if (this.#connection === null) throw new Error('the scripted delegate is not connected');
    return this.#connection.report(task.taskId, task.token, outcome);
  }

  hanging(): readonly TaskId[] {
    return [...this.#hanging.keys()];
  }

  async #run(task: LeasedTask): Promise<void> {
    if (this.#started.has(task.taskId)) return;
    this.#started.add(task.taskId);
    this.ran.push(task);
    const outcome = this.script(task);
    if (outcome === 'hang') this.#hanging.set(task.taskId, task);
    else await this.report(task, outcome);
  }

  async #stop(taskId: TaskId): Promise<void> {
    await this.end(taskId, { status: 'Stopped', message: 'stopped by the test' });
  }
}

/** The last part of a step's key: its identifier. */
export function stepIdentifier(taskId: TaskId): string {
  return partsOfTaskId(taskId).node.split('.').at(-1) ?? '';
}
