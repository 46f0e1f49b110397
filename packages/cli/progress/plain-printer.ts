import { oneLine, sanitise } from '../output/sanitise.ts';
import type { Terminal } from '../terminal.ts';
import { labelOf } from './model.ts';
import type { Reach } from './next-command.ts';
import type { ProgressPrinter } from './printer.ts';
import { transitionLine } from './transition-line.ts';

/** A line for each change and each line of the logs, in the order in which they come: for files, pipes and CI. */
export function plainPrinter(terminal: Terminal, reach: Reach | null): ProgressPrinter {
  const look = { colours: terminal.colours, reach };
  return {
    // What a reused step printed was printed when it ran.
    wantsLogOf: (node) => node.reused === null,
    changed: (progress, transition) => {
      const line = transitionLine(progress, transition, look);
      if (line !== null) terminal.out(`${line}\n`);
    },
    log: (progress, node, lines) => {
      const prefix = `  ${oneLine(labelOf(progress.nodes, node))} | `;
      for (const { out } of lines) terminal.out(`${prefix}${sanitise(out, false)}\n`);
    },
    note: (text) => terminal.err(`${text}\n`),
    close: () => {},
  };
}
