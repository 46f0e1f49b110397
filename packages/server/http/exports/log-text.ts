/** A log as people read it. */
import { StringDecoder } from 'node:string_decoder';
import * as z from 'zod/mini';

const line = z.object({ time: z.string(), level: z.string(), out: z.string() });

/** Longer logs are cut: a file of an archive that is written in one go has to stay below 4 GiB. */
const LONGEST = 1024 * 1024 * 1024;

/** `time level text`, a line each. What is no line of a log stays as it is. */
export async function* textOfLog(
  bytes: AsyncIterable<Uint8Array>,
  longest = LONGEST,
): AsyncGenerator<Uint8Array> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let length = 0;
  for await (const piece of bytes) {
    const lines = `${rest}${decoder.write(Buffer.from(piece))}`.split('\n');
    rest = lines.pop() ?? '';
    const text = Buffer.from(lines.map((one) => `${readable(one)}\n`).join(''));
    length += text.length;
    if (text.length > 0) yield text;
    if (length > longest) {
      yield Buffer.from(
        `The log goes on after ${longest} bytes. Its server has the whole of it.\n`,
      );
      return;
    }
  }
  rest += decoder.end();
  if (rest !== '') yield Buffer.from(`${readable(rest)}\n`);
}

function readable(text: string): string {
  const parsed = parse(text);
  if (parsed === null) return text;
  const { time, level, out } = parsed;
  return `${time} ${level} ${out.replace(/\r?\n$/, '')}`;
}

function parse(text: string): z.infer<typeof line> | null {
  try {
    const read = line.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
