import pc from 'picocolors';
import type { Terminal } from '../terminal.ts';

/** A terminal that remembers what was printed, without colours. `interrupt` presses Ctrl-C. */
export function recordingTerminal(overrides: Partial<Terminal> = {}) {
  const printed = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const terminal: Terminal = {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    interactive: false,
    width: () => 80,
    colours: pc.createColors(false),
    environment: {},
    askSecret: async () => '',
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...overrides,
  };
  const interrupt = (): void => {
    for (const listener of listeners) listener();
  };
  return { terminal, printed, interrupt };
}
