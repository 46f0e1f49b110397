import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asLeaseToken, asTaskId, type LeaseToken, type TaskId } from '@reprise/core';
import { writeDurably } from '../launcher/durable-file.ts';
import { parseJson } from '../launcher/json-lines.ts';
import { isRecord } from '../launcher/protocol-parser.ts';
import { fileNameOf } from '../launcher/task-records.ts';

/** A task whose process goes on when its step has ended. */
export interface BackgroundNote {
  readonly taskId: TaskId;
  readonly token: LeaseToken;
  /** Null for the execution's own folder. */
  readonly workspace: string | null;
}

/**
 * One note for each Background task, made before its process: the server lets go of the task when the step has ended, so
 * a delegate that comes after this one knows of the process only from here.
 */
export class BackgroundNotes {
  readonly #folder: string;

  constructor(workFolder: string) {
    this.#folder = join(workFolder, 'background');
  }

  add(note: BackgroundNote): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeDurably(this.#path(note.taskId), JSON.stringify(note));
  }

  remove(task: TaskId): void {
    rmSync(this.#path(task), { force: true });
  }

  all(): readonly BackgroundNote[] {
    return namesIn(this.#folder).flatMap((name) => {
      const note = parseNote(readFileSync(join(this.#folder, name), 'utf8'));
      return note === null ? [] : [note];
    });
  }

  #path(task: TaskId): string {
    return join(this.#folder, `${fileNameOf(task)}.json`);
  }
}

/** A note that was cut off says nothing: the process was not started then. */
function parseNote(text: string): BackgroundNote | null {
  const value = parseJson(text);
  if (!isRecord(value)) return null;
  const { taskId, token, workspace } = value;
  if (typeof taskId !== 'string' || typeof token !== 'string') return null;
  return {
    taskId: asTaskId(taskId),
    token: asLeaseToken(token),
    workspace: typeof workspace === 'string' ? workspace : null,
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
