import type { ExecutionNode } from '@reprise/api';
import type { LogLine } from './log-reader.ts';
import type { Progress, Transition } from './model.ts';

/** Shows an execution as it goes. Everything it is told happens in this order and once. */
export interface ProgressPrinter {
  /** Whether the lines of this step's log are to be fetched and given to `log`. */
  wantsLogOf(node: ExecutionNode): boolean;
  /** A node changed its status; `progress` is the state after that, and after what is told next of the same moment. */
  changed(progress: Progress, transition: Transition): void;
  log(progress: Progress, node: ExecutionNode, lines: readonly LogLine[]): void;
  /** Something about the watching itself: the server is away, and is there again. */
  note(text: string): void;
  /** No more comes: leave the screen in order. */
  close(): void;
}

/** Shows nothing, for `--json`. */
export const silentPrinter: ProgressPrinter = {
  wantsLogOf: () => false,
  changed: () => {},
  log: () => {},
  note: () => {},
  close: () => {},
};
