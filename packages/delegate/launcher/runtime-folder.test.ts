import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runtimeFolder, socketPath } from './runtime-folder.ts';

const base = mkdtempSync(join(tmpdir(), 'reprise-runtime-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('the runtime folder', () => {
  it('is in the work folder, and closed to others', () => {
    const folder = runtimeFolder(join(base, 'short'));
    expect(folder).toBe(join(base, 'short', 'run'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is a short folder of temporary files when the work folder is too deep for a socket', () => {
    const deep = join(base, 'x'.repeat(100));
    const folder = runtimeFolder(deep);
    expect(Buffer.byteLength(socketPath(folder))).toBeLessThanOrEqual(103);
    expect(runtimeFolder(deep)).toBe(folder);
    expect(runtimeFolder(`${deep}y`)).not.toBe(folder);
    rmSync(folder, { recursive: true });
    rmSync(runtimeFolder(`${deep}y`), { recursive: true });
  });

  it('refuses a folder that others can enter', () => {
    const folder = join(base, 'open', 'run');
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    expect(() => runtimeFolder(join(base, 'open'))).toThrow('closed to others');
  });
});
