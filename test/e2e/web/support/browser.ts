import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from '../../../../scripts/lib/chromium.mjs';
import { PATIENCE } from '../../support/server-process.ts';

export type Theme = 'light' | 'dark';

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: Theme;
}

/** A real Chromium, and whatever went wrong in its pages. */
export interface TestBrowser {
  /** A window of a person of its own: nothing is shared with other windows. */
  open(url: string, options?: WindowOptions): Promise<Page>;
  /** Scripts that threw, and what the content security policy forbade. Each test expects none. */
  complaints(): readonly string[];
  /** Closes all windows and forgets their complaints. */
  closeWindows(): Promise<void>;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(NO_CHROMIUM);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  const windows: BrowserContext[] = [];
  let complaints: string[] = [];
  return {
    open: async (url, options = {}) => {
      const context = await newWindow(browser, options);
      windows.push(context);
      const page = await context.newPage();
      // Sooner than the test gives up, so that the error names what was waited for.
      page.setDefaultTimeout(PATIENCE);
      collect(page, (complaint) => complaints.push(complaint));
      await page.goto(url);
      return page;
    },
    complaints: () => complaints,
    closeWindows: async () => {
      for (const window of windows.splice(0)) await window.close();
      complaints = [];
    },
    close: () => browser.close(),
  };
}

const newWindow = (browser: Browser, { width = 1280, height = 800, theme }: WindowOptions) =>
  browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
    ...(theme !== undefined && { colorScheme: theme }),
  });

function collect(page: Page, complain: (complaint: string) => void): void {
  page.on('pageerror', (error) => complain(error.stack ?? error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && text.includes('Content Security Policy')) complain(text);
  });
}
