import type {
  DelegateConnection,
  LeasedTask,
  TaskServer,
  WorkspacesLeft,
} from '@reprise/api/delegate';
import { asDelegateId, type ExecutionId, partsOfTaskId, type TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';

/** How a step ends when a test plays its delegate; `hang` never ends by itself, but can be stopped. */
export type Script = (task: LeasedTask) => TaskOutcome | 'hang';

/**
 * A delegate that starts no process: each task ends as a script says. It keeps the promise of the port: a task that it
 * is sent again after a restart of the server does not start a second time, but its result is reported again.
 */
export class ScriptedDelegate {
  /** Every task that really started, in order. */
  readonly ran: LeasedTask[] = [];
  /** The workspaces that it was told nobody needs any more, in order. */
  readonly left: { readonly execution: ExecutionId; readonly workspaces: WorkspacesLeft }[] = [];
  readonly #outcomes = new Map<TaskId, TaskOutcome | 'hang'>();
  readonly #hanging = new Map<TaskId, LeasedTask>();
  readonly #unheard = new Map<TaskId, readonly [LeasedTask, TaskOutcome]>();
  #connection: DelegateConnection | null = null;
  readonly #name: string;
  readonly #selectors: readonly string[];
  script: Script = () => ({ status: 'Success', outputs: {} });

  constructor(name = 'scripted', selectors: readonly string[] = ['linux']) {
    this.#name = name;
    this.#selectors = selectors;
  }

  /** Connects, or leaves a server that died for the one that came after it. */
  async connect(server: TaskServer, capacity = 100): Promise<void> {
    this.#connection = await server.connect(
      {
        delegateId: asDelegateId(this.#name),
        name: this.#name,
        selectors: this.#selectors,
        capacity,
      },
      {
        run: (task) => void this.#run(task),
        stop: (taskId) => void this.end(taskId, { status: 'Stopped', message: 'as told' }),
        leave: (execution, workspaces) => this.left.push({ execution, workspaces }),
      },
    );
  }

  /** Goes away without a word, as a machine does that loses its power. */
  async vanish(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
  }

  /** Ends a hanging task as told. Answers what the server made of the report. */
  async end(taskId: TaskId, outcome: TaskOutcome): Promise<'accepted' | 'refused' | 'lost'> {
    const task = this.#hanging.get(taskId);
    if (task === undefined) return 'lost';
    this.#hanging.delete(taskId);
    this.#outcomes.set(taskId, outcome);
    return this.report(task, outcome);
  }

  /** `lost`: the server is not there to hear it. The result is kept, and reported when the task is sent again. */
  async report(task: LeasedTask, outcome: TaskOutcome): Promise<'accepted' | 'refused' | 'lost'> {
    this.#unheard.set(task.taskId, [task, outcome]);
    try {
      const answer = await this.#connection?.report(task.taskId, task.token, outcome);
      if (answer === undefined) return 'lost';
      this.#unheard.delete(task.taskId);
      return answer;
    } catch {
      return 'lost';
    }
  }

  /** Reports once more what the server did not hear, as a delegate does until it is answered. */
  async reportAgain(): Promise<void> {
    for (const unheard of this.#unheard.values()) await this.report(...unheard);
  }

  hanging(): readonly TaskId[] {
    return [...this.#hanging.keys()];
  }

  async #run(task: LeasedTask): Promise<void> {
    let outcome = this.#outcomes.get(task.taskId);
    if (outcome === undefined) {
      this.ran.push(task);
      outcome = this.script(task);
      this.#outcomes.set(task.taskId, outcome);
    }
    if (outcome === 'hang') this.#hanging.set(task.taskId, task);
    else await this.report(task, outcome);
  }
}

/** The last part of a step's key: its identifier. */
export function stepIdentifier(taskId: TaskId): string {
  return partsOfTaskId(taskId).node.split('.').at(-1) ?? '';
}
