import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Variables } from '../mount.ts';
import { mountPages } from './pages.ts';

const PAGE = '<!doctype html><title>Reprise</title>';
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let folder: string;
let app: Hono<Variables>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-pages-'));
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'web', 'index.html'), PAGE);
  writeFileSync(join(folder, 'web', 'assets', 'index-abc123.js'), 'export {};');
  writeFileSync(join(folder, 'secret.js'), 'never shown');
  app = new Hono<Variables>();
  mountPages(app, pathToFileURL(join(folder, 'web/')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  app.request(path, { headers });

describe('the web pages', () => {
  it('are the same page at every address that a browser opens', async () => {
    for (const path of ['/', '/orgs/default/projects/default/executions/some-id']) {
      const answer = await get(path, BROWSER);
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, PAGE]);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('may run nothing but files of this server, and stand in no frame', async () => {
    const policy = (await get('/', BROWSER)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('keep for ever the files whose names change with their content', async () => {
    const answer = await get('/assets/index-abc123.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toContain('immutable');
  });

  it('say of a file that a new version has replaced that it is not there', async () => {
    expect((await get('/assets/index-old.js', { accept: '*/*' })).status).toBe(404);
  });

  it('are nothing that a program is answered with', async () => {
    expect((await get('/no/such/route', { accept: 'application/json' })).status).toBe(404);
  });

  it.each(['/assets/../../secret.js', '/assets/..%2f..%2fsecret.js', '/assets/%2e%2e/secret.js'])(
    'do not lead out of their folder by %s',
    async (path) => {
      const answer = await get(path);
      expect(await answer.text()).not.toContain('never shown');
    },
  );
});
