import { isatty } from 'node:tty';
import pc from 'picocolors';
import { askSecret } from './ask-secret.ts';

/** The world as a command sees it: where it prints, and what it may do there. Tests pass their own. */
export interface Terminal {
  /** For the answer. With `--json` it gets one document and nothing else. */
  readonly out: (text: string) => void;
  /** For errors, progress of preparations, and notes. */
  readonly err: (text: string) => void;
  /** Whether `out` is a screen: only there are lines redrawn. */
  readonly interactive: boolean;
  readonly width: () => number;
  readonly colours: Colours;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks for a line that is not shown while it is typed. */
  readonly askSecret: (prompt: string) => Promise<string>;
  /** Aborts at the first Ctrl-C or TERM; the second ends the process at once. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

export type Colours = ReturnType<typeof pc.createColors>;

/** The terminal of this process. Colours only on a screen, and never with NO_COLOR (https://no-color.org). */
export function processTerminal(): Terminal {
  const interactive = isatty(1);
  const noColour = (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
  endQuietlyOnBrokenPipe();
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: interactive && process.env['TERM'] !== 'dumb',
    width: () => (process.stdout.columns > 0 ? process.stdout.columns : 80),
    colours: pc.createColors(interactive && !noColour),
    environment: process.env,
    askSecret,
    onInterrupt,
  };
}

function onInterrupt(listener: () => void): () => void {
  let asked = false;
  const handle = (): void => {
    if (asked) process.exit(130);
    asked = true;
    listener();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

/** `reprise logs … | head` closes our output early: that is no error. */
function endQuietlyOnBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
