import type { Failure, StepOutputs, TaskOutcome } from '@reprise/core/execution';
import { isData, isList, type Value } from '@reprise/core/expression';
import { type LineFilter, maskingFilter } from './launcher/line-filter.ts';
import type { TaskSecrets } from './secret-source.ts';

/** Remembers every value that the task was given, so that none of them leaves it (I10). */
export class MaskedSecrets implements TaskSecrets {
  readonly #source: TaskSecrets;
  readonly #values = new Set<string>();
  #filter = maskingFilter([]);

  constructor(source: TaskSecrets) {
    this.#source = source;
  }

  get filter(): LineFilter {
    return this.#filter;
  }

  async get(reference: string): Promise<string | null> {
    const value = await this.#source.get(reference);
    if (value !== null && !this.#values.has(value)) {
      this.#values.add(value);
      this.#filter = maskingFilter([...this.#values]);
    }
    return value;
  }
}

/** The outcome without the values that the filter takes out. */
export function maskedOutcome(outcome: TaskOutcome, filter: LineFilter): TaskOutcome {
  if (outcome.status === 'Success') {
    return { ...outcome, outputs: maskedOutputs(outcome.outputs, filter) };
  }
  return outcome.status === 'Stopped'
    ? { ...outcome, message: filter.maskText(outcome.message) }
    : { ...outcome, failure: maskedFailure(outcome.failure, filter) };
}

const maskedFailure = (failure: Failure, filter: LineFilter): Failure => ({
  ...failure,
  message: filter.maskText(failure.message),
});

const maskedOutputs = (outputs: StepOutputs, filter: LineFilter): StepOutputs =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      filter.maskText(name),
      maskedValue(value, filter),
    ]),
  );

function maskedValue(value: Value, filter: LineFilter): Value {
  if (typeof value === 'string') return filter.maskText(value);
  if (isList(value)) return value.map((item) => maskedValue(item, filter));
  return isData(value) ? maskedOutputs(value, filter) : value;
}
