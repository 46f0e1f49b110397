import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { asExecutionId, asTaskId, type TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';
import { createDelegate, type Delegate, type DelegateOptions, noSecrets } from '../index.ts';
import { memoryOf } from '../launcher/memory-folder.ts';
import { killGroup } from '../launcher/process-identity.ts';
import { runtimeFolder } from '../launcher/runtime-folder.ts';
import { TaskRecords } from '../launcher/task-records.ts';
import { bashTask } from './bash-task.ts';
import { InMemoryTaskServer } from './in-memory-task-server.ts';
import { launcherCommand } from './launcher-command.ts';

/** A server, a work folder and delegates for one test, and their orderly end. */
export class Workbench {
  readonly server = new InMemoryTaskServer();
  readonly workFolder = mkdtempSync(join(tmpdir(), 'reprise-delegate-'));
  /** Whose tasks these are. Processes are known by their task all over the machine, so no two tests may have one of the same name. */
  readonly execution = asExecutionId(randomUUID());
  readonly #delegates: Delegate[] = [];
  #tasks = 0;

  /** A new delegate of the work folder, started. */
  async delegate(options: Partial<DelegateOptions> = {}): Promise<Delegate> {
    const delegate = createDelegate({
      server: this.server,
      workFolder: this.workFolder,
      name: 'test',
      selectors: [],
      capacity: 100,
      launcher: launcherCommand(),
      secrets: noSecrets,
      ...options,
    });
    this.#delegates.push(delegate);
    await delegate.start();
    return delegate;
  }

  newTaskId(): TaskId {
    this.#tasks += 1;
    return asTaskId(`${this.execution}/pipeline.stages.s.steps.step${this.#tasks}/1`);
  }

  /** A file in the work folder. */
  path(name: string): string {
    return join(this.workFolder, name);
  }

  /** What is in a file of the work folder; nothing while it is not there. */
  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : '';
  }

  /** The pid that a script wrote with `echo $$ > file`. */
  async pidIn(name: string): Promise<number> {
    await until(() => this.read(name).endsWith('\n'));
    return Number(this.read(name));
  }

  /** A line for a script that waits until this name is released. */
  waitFor(name: string): string {
    return `until [ -e "${this.path(name)}" ]; do sleep 0.02; done`;
  }

  release(name: string): void {
    writeFileSync(this.path(name), '');
  }

  /** Gives a script to whichever delegate is there. */
  submit(script: string): { readonly task: TaskId; readonly outcome: Promise<TaskOutcome> } {
    const task = this.newTaskId();
    return { task, outcome: this.server.submit(task, bashTask(script)) };
  }

  /** The folder in memory that belongs to the work folder. */
  get memory(): string {
    return memoryOf(this.workFolder) ?? join(this.workFolder, 'none');
  }

  /** What is on record of tasks now. */
  get records(): TaskRecords {
    return new TaskRecords(this.workFolder, this.memory);
  }

  /** Detaches the delegates, waits for the launcher's own end, and clears up. */
  async close(): Promise<void> {
    await Promise.all(this.#delegates.map((delegate) => delegate.stop()));
    this.#killSteps();
    await until(() => !isRunning(launcherPid(this.workFolder)));
    rmSync(this.memory, { recursive: true, force: true });
    rmSync(this.workFolder, { recursive: true, force: true });
  }

  /** A test that fails in the middle leaves steps: they must not outlive it. */
  #killSteps(): void {
    for (const name of this.records.names()) {
      const started = this.records.read(name)?.started;
      if (started) killGroup(started.leader, started.taskId);
    }
  }
}

/** The process that serves this work folder, as its lock tells; 0 when there was none. */
export function launcherPid(workFolder: string): number {
  const folder = runtimeFolder(workFolder);
  const numbers = readdirSync(folder)
    .map((name) => Number(/^launcher-(\d+)\.lock$/.exec(name)?.[1] ?? 0))
    .toSorted((a, b) => b - a);
  const [highest = 0] = numbers;
  if (highest === 0) return 0;
  const { pid } = JSON.parse(readFileSync(join(folder, `launcher-${highest}.lock`), 'utf8')) as {
    readonly pid: number;
  };
  return pid;
}

/** Whether the process exists and is not merely waiting to be buried. */
export function isRunning(pid: number): boolean {
  try {
    return pid > 0 && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for something to become true. The test's own time limit ends a vain wait. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(10);
}
