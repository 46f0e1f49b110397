import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DelegateConnection, LeasedTask, WorkspacesLeft } from '@reprise/api/delegate';
import { type ExecutionId, partsOfTaskId, type TaskId } from '@reprise/core';
import type { BackgroundTask, TaskSpec } from '@reprise/core/step-types';
import type { TaskRun } from '../task-run.ts';
import { BackgroundNotes } from './background-notes.ts';
import { belongsTo, executionIn, folderNameOf, workRoot } from './folder-names.ts';
import { removeTree } from './remove-tree.ts';

interface Held {
  readonly run: TaskRun;
  readonly workspace: string | null;
  readonly over: Promise<void>;
}

type Answers = Pick<DelegateConnection, 'isOver'>;

/** What is left of a task by its note: enough to go on beside its process. */
const UNKNOWN_TASK: BackgroundTask = {
  type: 'Background',
  command: null,
  container: null,
  environment: {},
};

/** The folders in which steps work on this delegate, and the processes that live there beside them. */
export class Workspaces {
  readonly #workFolder: string;
  readonly #notes: BackgroundNotes;
  readonly #held = new Map<TaskId, Held>();
  readonly #detached: AbortSignal;

  /** Once `detached` is aborted nothing is removed any more: the next delegate looks after it. */
  constructor(workFolder: string, detached: AbortSignal) {
    this.#workFolder = workFolder;
    this.#notes = new BackgroundNotes(workFolder);
    this.#detached = detached;
  }

  /** Knows of a task that may leave a process behind, from before that is started; `over` ends with the process. */
  hold(run: TaskRun, over: Promise<void>): void {
    const { taskId, token, task } = run.lease;
    const workspace = workspaceOf(task);
    if (!this.#held.has(taskId)) this.#notes.add({ taskId, token, workspace });
    const forget = async () => {
      await over.catch(() => undefined);
      this.#held.delete(taskId);
      if (!this.#detached.aborted) this.#notes.remove(taskId);
    };
    this.#held.set(taskId, { run, workspace, over: forget() });
  }

  /**
   * What an earlier delegate left running and is still wanted, as tasks of which only the processes matter. The others
   * are forgotten here, and have to be ended by the caller.
   */
  async leftRunning(
    connection: Answers & Pick<DelegateConnection, 'held'>,
  ): Promise<readonly LeasedTask[]> {
    const wanted: LeasedTask[] = [];
    for (const { taskId, token, workspace } of this.#notes.all()) {
      // A task whose step has not ended comes from the server, whole.
      if (this.#held.has(taskId) || connection.held.includes(taskId)) continue;
      const { execution } = partsOfTaskId(taskId);
      if (await connection.isOver(execution, workspace)) this.#notes.remove(taskId);
      else wanted.push({ taskId, token, task: { ...UNKNOWN_TASK, ...named(workspace) } });
    }
    return wanted;
  }

  /** Nobody needs these workspaces any more: ends what lives there, and removes the folders. */
  async leave(execution: ExecutionId, workspaces: WorkspacesLeft): Promise<void> {
    const held = [...this.#held.values()].filter(
      ({ run, workspace }) =>
        partsOfTaskId(run.lease.taskId).execution === execution &&
        (workspaces === 'all' || (workspace !== null && workspaces.includes(workspace))),
    );
    for (const { run } of held) run.stop('abort');
    await Promise.all(held.map(({ over }) => over));
    const isLeft =
      workspaces === 'all'
        ? (folder: string) => belongsTo(folder, execution)
        : oneOf(workspaces.map((workspace) => folderNameOf(execution, workspace)));
    await this.#remove(isLeft);
  }

  /** Removes the folders of executions that ended while no delegate was here. */
  async sweep(connection: Answers): Promise<void> {
    const executions = new Set(this.#folders().map(executionIn));
    for (const execution of executions) {
      if (execution === null || !(await connection.isOver(execution, null))) continue;
      await this.#remove((folder) => belongsTo(folder, execution));
    }
  }

  async #remove(isLeft: (folder: string) => boolean): Promise<void> {
    for (const folder of this.#folders().filter(isLeft)) {
      if (this.#detached.aborted) return;
      await removeTree(join(workRoot(this.#workFolder), folder));
    }
  }

  #folders(): readonly string[] {
    try {
      return readdirSync(workRoot(this.#workFolder));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }
}

const workspaceOf = (task: TaskSpec): string | null =>
  ('workspace' in task ? task.workspace : undefined) ?? null;

const named = (workspace: string | null): { readonly workspace?: string } =>
  workspace === null ? {} : { workspace };

const oneOf =
  (names: readonly string[]) =>
  (name: string): boolean =>
    names.includes(name);
