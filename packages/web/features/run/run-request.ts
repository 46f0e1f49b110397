/** A run as it is asked for, and how it is called in one line. */

export interface RunRequest {
  readonly inputsYaml: string;
  /** Some stages; all when empty. */
  readonly stages: readonly string[];
  /** Of expressions that ask stages that do not run. */
  readonly expressionValues: Readonly<Record<string, string>>;
  /** The execution that is run again, when one is. */
  readonly rerunOf: string | undefined;
  /** Whether what that one ran is run to the letter. */
  readonly original: boolean;
  readonly note: string;
}

/** What the page opens with, as it stands in the address. */
export interface RunSearch {
  readonly rerun?: string;
  readonly stages?: readonly string[];
}

/** Reads an address; what makes no sense is left out. */
export function runSearch(given: Readonly<Record<string, unknown>>): RunSearch {
  const { rerun, stages } = given;
  const named = Array.isArray(stages) ? stages.filter((each) => typeof each === 'string') : [];
  return {
    ...(typeof rerun === 'string' && rerun !== '' && { rerun }),
    ...(named.length > 0 && { stages: named }),
  };
}

interface Described {
  readonly runSequence: number;
  readonly original: boolean;
  readonly stages: readonly string[];
}

/** The one line that says what running again uses. */
export function rerunInWords({ runSequence, original, stages }: Described): string {
  if (original) return `Runs what #${runSequence} ran, to the letter, with its inputs.`;
  const what = stages.length === 0 ? '' : `, only ${stages.join(', ')}`;
  return `Runs the pipeline as it is stored now${what}, with the inputs of #${runSequence}, which you may change.`;
}
