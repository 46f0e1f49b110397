import type { ServerOptions } from '@reprise/server';
import type { Terminal } from '../terminal.ts';

const LEVELS = ['info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

/** The server's log, a line an entry on standard error: `2026-11-21T07:47:03.120Z warn message {"facts":…}`. */
export function operatorLogger(terminal: Terminal, least: Level): ServerOptions['logger'] {
  const write =
    (level: Level) =>
    (facts: Readonly<Record<string, unknown>>, message: string): void => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      const rest = Object.keys(facts).length > 0 ? ` ${JSON.stringify(facts, errorsAsText)}` : '';
      terminal.err(`${new Date().toISOString()} ${level} ${message}${rest}\n`);
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

const errorsAsText = (_: string, value: unknown): unknown =>
  value instanceof Error ? (value.stack ?? value.message) : value;
