import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Adapter } from '../adapter.ts';

const loaded = z.object({
  adapter: z.object({ name: z.string(), open: z.custom<Adapter['open']>(isFunction) }),
});

/** The adapter of another system, which its module exports under this name; null when no module is given. */
export async function loadAdapter(path: string | undefined): Promise<Adapter | null> {
  if (path === undefined) return null;
  const exported = loaded.safeParse(await import(pathToFileURL(resolve(path)).href));
  if (!exported.success) {
    throw new Error(
      `${path} exports no \`adapter\` with a \`name\` and \`open\`: see test/conformance/adapter.ts`,
    );
  }
  return exported.data.adapter;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
