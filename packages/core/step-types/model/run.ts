import type { Text } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';
import type { ContainerSpec, ContainerTask } from './container.ts';
import type { FileTask, OutputAlias, OutputVariable } from './script.ts';

/** The shells of Run steps. Powershell is taken for Pwsh, which is what runs on Linux. */
export type RunShell = 'Sh' | 'Bash' | 'Python' | 'Pwsh';

export interface RunSpec {
  readonly type: 'Run';
  readonly shell: RunShell;
  readonly command: Text;
  /** Without one the command runs on the delegate's own machine. */
  readonly container?: ContainerSpec;
  readonly environment: readonly { readonly name: string; readonly value: Text }[];
  readonly outputs: readonly OutputVariable[];
  readonly outputAlias?: OutputAlias;
  readonly delegateSelectors: readonly string[];
}

export interface PluginSpec {
  readonly type: 'Plugin';
  readonly container: ContainerSpec;
  /** `settings` reach the image as `PLUGIN_NAME`; `envVariables` by their own names. */
  readonly environment: readonly { readonly name: string; readonly value: Text }[];
  readonly delegateSelectors: readonly string[];
}

/** A process that lives beside the steps that follow, until their stage ends. */
export interface BackgroundSpec {
  readonly type: 'Background';
  readonly shell: RunShell;
  /** Without one, the image's own program. */
  readonly command?: Text;
  readonly container?: ContainerSpec;
  readonly environment: readonly { readonly name: string; readonly value: Text }[];
  readonly delegateSelectors: readonly string[];
}

/** A command, in a container or on the delegate's machine. */
export interface RunTask extends FileTask {
  readonly type: 'Run';
  /** Null: the image's own program runs, as it is. */
  readonly command: { readonly shell: RunShell; readonly script: TaskText } | null;
  readonly container: ContainerTask | null;
  readonly environment: Readonly<Record<string, TaskText>>;
  readonly outputs: readonly OutputVariable[];
}

/** A process that outlives its step, until its workspace is left. */
export interface BackgroundTask extends FileTask {
  readonly type: 'Background';
  readonly command: RunTask['command'];
  readonly container: ContainerTask | null;
  readonly environment: Readonly<Record<string, TaskText>>;
}
