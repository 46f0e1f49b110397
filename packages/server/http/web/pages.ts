/** The web pages: files that were built beforehand, served as they are. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import type { Variables } from '../mount.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Pages run our own files only, ask only the server that they came from, and stand in nobody's frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** Files whose names change with their content are kept for ever; the page that names them is asked for each time. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves the built pages below `folder`. An address that no file has and that asks for a page gets the application,
 * which knows its own addresses.
 */
export function mountPages(app: Hono<Variables>, folder: URL): void {
  const serve = async (name: string, cache: string): Promise<Response | null> => {
    const type = TYPES[extname(name)];
    if (type === undefined) return null;
    const content = await contentOf(new URL(name, folder));
    if (content === null) return null;
    return new Response(content, {
      headers: { ...HEADERS, 'content-type': type, 'cache-control': cache },
    });
  };
  app.get('/assets/:name{[\\w.-]+}', async (context, next) => {
    const found = await serve(`assets/${context.req.param('name')}`, FOR_EVER);
    return found ?? next();
  });
  app.get(
    '/favicon.svg',
    async (_context, next) => (await serve('favicon.svg', 'no-cache')) ?? next(),
  );
  app.get('*', async (context, next) => {
    const asksForPage = context.req.header('accept')?.includes('text/html') ?? false;
    if (!asksForPage) return next();
    return (await serve('index.html', 'no-cache')) ?? next();
  });
}

async function contentOf(file: URL): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(fileURLToPath(file)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
