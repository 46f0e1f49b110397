import type { Text } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';
import type { Criteria } from './criteria.ts';

/** A script for a shell on a delegate. */
export interface ScriptSpec {
  readonly shell: 'Bash' | 'PowerShell';
  readonly script: Text;
  readonly environment: readonly EnvironmentVariable[];
  readonly outputs: readonly OutputVariable[];
  readonly delegateSelectors: readonly string[];
}

export interface ShellScriptSpec extends ScriptSpec {
  readonly type: 'ShellScript';
  readonly outputAlias?: OutputAlias;
}

/** Under which name, and how far around, the outputs of a step are read by `<+exportedVariables.getValue("…")>`. */
export interface OutputAlias {
  readonly key: string;
  readonly scope: 'Pipeline' | 'Stage' | 'StepGroup';
}

/** `environmentVariables[]`. With `secret`, the value names a secret and the process gets the secret's own. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: Text;
  readonly secret?: boolean;
}

/** `outputVariables[]`: after the script, the shell variable `variable` is read and published as `name`. */
export interface OutputVariable {
  readonly name: string;
  readonly variable: string;
  readonly secret: boolean;
}

/** What tasks that work with files have in common. */
export interface FileTask {
  /**
   * The folder on the delegate that the tasks of this name share, apart from the other tasks of the execution. Without one
   * it is the execution's own.
   */
  readonly workspace?: string;
}

export interface ShellScriptTask extends FileTask {
  readonly type: 'ShellScript';
  readonly shell: 'Bash' | 'PowerShell';
  readonly script: TaskText;
  readonly environment: Readonly<Record<string, TaskText>>;
  readonly outputs: readonly OutputVariable[];
  /** Of one check of an approval: its secret outputs are kept only if the others meet this, and are forgotten else. */
  readonly secretsIf?: Criteria;
}
