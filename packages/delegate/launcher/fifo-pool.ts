import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/** How many pipes one `mkfifo` makes: enough for some thirty steps, so that its own start hardly counts. */
const BATCH = 96;
/** When fewer are left, more are made. */
const FEW = 32;

/** Both ends of a pipe, as descriptors of this process. */
export interface PipeEnds {
  readonly read: number;
  readonly write: number;
}

/**
 * Real pipes. Node's own `stdio: 'pipe'` makes sockets, and then `echo … > /dev/stderr` and `tee /dev/stderr`, which
 * scripts do, fail with "No such device or address". Node cannot make a pipe either, but it can open a named one: its
 * name is removed as soon as both ends are open, and nothing that flows through it touches the disk.
 */
export class FifoPool {
  readonly #folder: string;
  #ready: string[] = [];
  #making: Promise<void> | null = null;
  #made = 0;

  /** Makes its names in `folder`, which must be its own: what an earlier pool left there is removed. */
  constructor(folder: string) {
    this.#folder = folder;
    for (const name of readdirSync(folder)) unlinkSync(join(folder, name));
  }

  /** A pipe to read from here; `write` is for the child. Reading never blocks this process. */
  async toRead(): Promise<PipeEnds> {
    const path = await this.#take();
    const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const write = openSync(path, constants.O_WRONLY);
    unlinkSync(path);
    return { read, write };
  }

  /** A pipe to write to from here; `read` is for the child, and blocks it, as programs expect of standard input. */
  async toWrite(): Promise<PipeEnds> {
    const path = await this.#take();
    // A blocking open waits for the other end, so the first reader opens without and lets the other two in.
    const first = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const write = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    const read = openSync(path, constants.O_RDONLY);
    closeSync(first);
    unlinkSync(path);
    return { read, write };
  }

  async #take(): Promise<string> {
    for (;;) {
      const path = this.#ready.pop();
      // Who takes the last of them need not wait, but the next one would.
      if (this.#ready.length < FEW) this.#make().catch(() => undefined);
      if (path !== undefined) return path;
      await this.#make();
    }
  }

  #make(): Promise<void> {
    this.#making ??= this.#makeBatch().finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  async #makeBatch(): Promise<void> {
    const paths = Array.from({ length: BATCH }, () => {
      this.#made += 1;
      return join(this.#folder, String(this.#made));
    });
    await new Promise<void>((resolve, reject) => {
      const child = spawn('mkfifo', ['-m', '600', '--', ...paths], { stdio: 'ignore' });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`mkfifo in ${this.#folder} failed with code ${code}`));
      });
    });
    this.#ready.push(...paths);
  }
}
