import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BUNDLE, CHECKOUT } from './server-process.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CliProcess {
  readonly ended: Promise<Ended>;
  /** What was printed so far on standard output. */
  out(): string;
  /** Resolves when standard output holds this text; rejects when the process ends without it. */
  printed(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

/** Starts the bundled command line as a person's shell does, with its input and output in pipes. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input: string | null = null,
): CliProcess {
  const child = spawn(process.execPath, [BUNDLE, ...args], {
    cwd: CHECKOUT,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input ?? '');
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    seen.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    seen.err += chunk.toString();
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...seen }));
  return {
    ended,
    out: () => seen.out,
    printed: async (text) => {
      while (!seen.out.includes(text)) {
        const over = await Promise.race([once(child.stdout, 'data').then(() => null), ended]);
        if (over !== null && !seen.out.includes(text)) {
          throw new Error(
            `ended with ${over.code} before printing "${text}":\n${over.out}${over.err}`,
          );
        }
      }
    },
    signal: (name) => void child.kill(name),
  };
}

/** Runs a command to its end. */
export const cli = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => startCli(args, env).ended;

/** The command line of a server: each command is told its address. */
export const cliOf =
  (url: string) =>
  (...args: readonly string[]): Promise<Ended> =>
    cli(args, { REPRISE_URL: url });
