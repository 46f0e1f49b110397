import type { ExecutionNode } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { oneLine } from '../output/sanitise.ts';
import { statusMark } from '../output/status.ts';
import { formatLength } from '../output/time.ts';
import { cutToWidth } from '../output/width.ts';
import type { Colours, Terminal } from '../terminal.ts';
import { labelOf, liveSteps, type Progress } from './model.ts';
import type { Reach } from './next-command.ts';
import type { ProgressPrinter } from './printer.ts';
import { transitionLine } from './transition-line.ts';

/** More running steps than this are counted, not shown: what is redrawn must fit on small screens. */
const SHOWN = 8;
const REDRAW_MS = 500;

/**
 * For a screen: what has ended stays as a line each; below it, redrawn in place, the running steps with their time and
 * the last line that each printed.
 */
export function terminalPrinter(
  terminal: Terminal,
  reach: Reach | null,
  now: () => number,
): ProgressPrinter {
  const look = { colours: terminal.colours, reach };
  let drawn: readonly string[] = [];
  let progress: Progress | null = null;
  const lastLine = new Map<string, string>();

  const redraw = (permanent: string): void => {
    const area = progress === null ? [] : liveArea(progress, lastLine, now(), terminal);
    if (permanent === '' && area.join('\n') === drawn.join('\n')) return;
    const erase = drawn.length === 0 ? '' : `\u001b[${drawn.length}A\u001b[0J`;
    terminal.out(erase + permanent + area.map((line) => `${line}\n`).join(''));
    drawn = area;
  };
  const timer = setInterval(() => redraw(''), REDRAW_MS);

  return {
    // What a reused step printed was printed when it ran.
    wantsLogOf: (node) => node.reused === null,
    changed: (next, transition) => {
      progress = next;
      const { node } = transition;
      const over = isEnd(node.status);
      if (over) lastLine.delete(node.uuid);
      const line = over ? transitionLine(next, transition, look) : null;
      redraw(line === null ? '' : `${line}\n`);
    },
    log: (_, node, lines) => {
      const last = lines.findLast(({ out }) => out.trim() !== '');
      if (last !== undefined) lastLine.set(node.uuid, oneLine(last.out));
    },
    note: (text) => redraw(`${terminal.colours.yellow(text)}\n`),
    close: () => {
      clearInterval(timer);
      progress = null;
      redraw('');
    },
  };
}

/** The lines of what is running, none wider than the screen: a wrapped line could not be erased. */
export function liveArea(
  progress: Progress,
  lastLine: ReadonlyMap<string, string>,
  now: number,
  terminal: Pick<Terminal, 'width' | 'colours'>,
): readonly string[] {
  const { colours } = terminal;
  const steps = liveSteps(progress.nodes);
  const lines = steps.slice(0, SHOWN).flatMap((step) => {
    const last = lastLine.get(step.uuid);
    const head = headOf(progress, step, now, colours);
    return last === undefined ? [head] : [head, colours.dim(`    ${last}`)];
  });
  if (steps.length > SHOWN) lines.push(colours.dim(`  … and ${steps.length - SHOWN} more steps`));
  return lines.map((line) => cutToWidth(line, terminal.width() - 1));
}

function headOf(progress: Progress, step: ExecutionNode, now: number, colours: Colours): string {
  const length = step.startTs === null ? '' : `  ${formatLength(now - step.startTs)}`;
  const status = step.status === 'Running' ? '' : `  ${step.status}`;
  const label = oneLine(labelOf(progress.nodes, step));
  return `${statusMark(step.status, colours)} ${label}${colours.dim(status + length)}`;
}
