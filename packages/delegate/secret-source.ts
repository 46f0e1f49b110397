import type { TaskId } from '@reprise/core';

/**
 * Where a delegate gets the values of secrets: a vault, the server's own store. Asked when a task starts and kept
 * nowhere but in that task's memory (I10).
 */
export interface SecretSource {
  /**
   * The value of the secret that this reference means where the task's pipeline lives, or null when there is none.
   * Throws when the source is out of reach.
   */
  get(reference: string, task: TaskId): Promise<string | null>;
  /**
   * Keeps a value that the task publishes as a secret, and answers the reference under which later tasks of the pipeline
   * get it. Kept again, it may have another reference. Throws when the source is out of reach.
   */
  keep(value: string, task: TaskId): Promise<string>;
}

/** The secrets as one task sees them. */
export interface TaskSecrets {
  get(reference: string): Promise<string | null>;
}

/** Knows no secret: every task that refers to one is refused. */
export const noSecrets: SecretSource = {
  get: () => Promise.resolve(null),
  keep: () => Promise.reject(new Error('This delegate has no place for secrets.')),
};
