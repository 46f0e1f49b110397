import type { OutputVariable } from '@reprise/core/step-types';

/** How one kind of shell is started so that it reads its script from standard input. */
export interface Shell {
  /** The program's name, for messages. */
  readonly name: string;
  /** The command, which holds nothing of the script: everybody on the machine can read it. */
  command(outputs: readonly OutputVariable[]): readonly [string, ...string[]];
  /** What the command reads from standard input: the script, and how to run it. */
  input(script: string, outputs: readonly OutputVariable[]): string;
}

/**
 * The end of the script on standard input. A shell that does not find it runs nothing: the rest of a script whose
 * sender died half-way might do anything but what its author meant.
 */
export const END_OF_SCRIPT = '\0';
