import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';

/** Asks for a line that is not shown while it is typed; piped in, the first line of what comes. Empty when nothing does. */
export async function askSecret(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  const terminal = isatty(0);
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output, terminal });
  if (terminal) stderr.write(prompt);
  try {
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
    if (terminal) stderr.write('\n');
  }
}
