import { ok, type Result, refused } from '@reprise/core';
import type { Failure } from '@reprise/core/execution';
import type { TaskText } from '@reprise/core/expression';
import type { TaskSecrets } from '../secret-source.ts';

/** Fills secrets into texts, and remembers their values, so that they can be masked. One for each task. */
export class TextResolver {
  readonly #source: TaskSecrets;
  readonly #values = new Map<string, string>();

  constructor(source: TaskSecrets) {
    this.#source = source;
  }

  /** The values of all secrets that were filled in so far. */
  get secrets(): readonly string[] {
    return [...this.#values.values()];
  }

  /** The text as the process will get it. Refused when a secret is not known, or its source out of reach. */
  async resolve(text: TaskText): Promise<Result<string, Failure>> {
    if (typeof text === 'string') return ok(text);
    const parts: string[] = [];
    for (const part of text) {
      const value = typeof part === 'string' ? ok(part) : await this.#secret(part.secret);
      if (!value.ok) return value;
      parts.push(value.value);
    }
    return ok(parts.join(''));
  }

  async #secret(reference: string): Promise<Result<string, Failure>> {
    const known = this.#values.get(reference);
    if (known !== undefined) return ok(known);
    try {
      const value = await this.#source.get(reference);
      if (value === null)
        return refused(
          failure(reference, 'does not exist where this pipeline lives, or has no value'),
        );
      this.#values.set(reference, value);
      return ok(value);
    } catch {
      // The source's own words may quote what it was asked with: they are not for a step's failure (I10).
      return refused(failure(reference, 'could not be read: its source is out of reach'));
    }
  }
}

const failure = (reference: string, what: string): Failure => ({
  message: `The secret "${reference}" ${what}. The step did not start.`,
  types: ['ConfigurationFailure'],
});
