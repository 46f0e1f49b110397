import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startServer, temporaryFolder } from './server-process.ts';

/** A running server for the tests of one file, and a folder for what they write. */
export interface OwnServer {
  readonly url: string;
  readonly folder: string;
  /** What it has printed so far. */
  readonly output: () => string;
  /** Writes a file into the folder, and answers its path. */
  readonly file: (name: string, text: string) => Promise<string>;
}

/**
 * Starts a real server before the tests of a file, and ends it after them.
 *
 * @param options of the server's command, such as `--team`.
 */
export function useServer(options: readonly string[] = []): OwnServer {
  const own = { url: '', folder: '', output: () => '' };
  let end = async (): Promise<unknown> => undefined;
  beforeAll(async () => {
    const folder = await temporaryFolder();
    end = () => folder.remove();
    const server = await startServer(join(folder.path, 'data'), 0, {}, options);
    end = () => server.terminate().then(() => folder.remove());
    Object.assign(own, {
      url: server.url,
      folder: folder.path,
      output: () => server.output(),
    });
  });
  afterAll(() => end());
  return {
    get url() {
      return own.url;
    },
    get folder() {
      return own.folder;
    },
    output: () => own.output(),
    file: async (name, text) => {
      const path = join(own.folder, name);
      await writeFile(path, text);
      return path;
    },
  };
}
