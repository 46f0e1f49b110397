/**
 * Takes jobs of one key one at a time, in the order of arrival; jobs of different keys run side by side. A failed job
 * does not stop the ones behind it.
 */
export class Mailbox<Key> {
  readonly #tails = new Map<Key, Promise<unknown>>();

  run<Answer>(key: Key, job: () => Promise<Answer>): Promise<Answer> {
    const before = this.#tails.get(key);
    const answer = before === undefined ? job() : before.then(job, job);
    this.#tails.set(key, answer);
    const forget = (): void => {
      if (this.#tails.get(key) === answer) this.#tails.delete(key);
    };
    void answer.then(forget, forget);
    return answer;
  }

  /** Resolves when no job is left. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.allSettled(this.#tails.values());
  }
}
