import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type ServerProcess, startServer, temporaryFolder } from '../../support/server-process.ts';
import { startBrowser, type TestBrowser } from './browser.ts';

/** A running server and a browser, for the tests of one file. */
export interface Site {
  readonly browser: TestBrowser;
  readonly server: ServerProcess;
  /** A folder for what the steps of the tests write. */
  readonly folder: string;
  /** The address of a page of the default project, such as `executions`. */
  page(path: string): string;
  /** Starts the server again on the same data and port, after it was killed. */
  restart(): Promise<void>;
}

export interface SiteOptions {
  /** Of the server's command, such as `--team`. */
  readonly options?: readonly string[];
  /** What the server has in its environment besides that of the tests. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Where every test's pipelines are. */
export const PROJECT_PATH = '/orgs/default/projects/default_project';

/**
 * Starts a real server and a real browser before the tests of a file, and stops them after. After each test no page may
 * have thrown, nor done what the content security policy forbids.
 */
export function useSite({ options = [], environment = {} }: SiteOptions = {}): Site {
  const parts: { folder?: string; server?: ServerProcess; browser?: TestBrowser } = {};
  let remove = async (): Promise<void> => {};
  const started = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error('the site stands only inside of tests');
    return part;
  };
  const data = (): string => join(started(parts.folder), 'data');
  beforeAll(async () => {
    const folder = await temporaryFolder();
    remove = () => folder.remove();
    parts.folder = folder.path;
    parts.server = await startServer(data(), 0, environment, options);
    parts.browser = await startBrowser();
  });
  afterEach(async () => {
    const complaints = [...started(parts.browser).complaints()];
    await parts.browser?.closeWindows();
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await parts.browser?.close();
    await parts.server?.kill();
    await remove();
  });
  return {
    get browser() {
      return started(parts.browser);
    },
    get server() {
      return started(parts.server);
    },
    get folder() {
      return started(parts.folder);
    },
    page: (path) => `${started(parts.server).url}${PROJECT_PATH}/${path}`,
    restart: async () => {
      const { port } = new URL(started(parts.server).url);
      parts.server = await startServer(data(), Number(port), environment, options);
    },
  };
}
