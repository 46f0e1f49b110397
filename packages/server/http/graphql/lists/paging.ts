import { ok, type Result, refused } from '@reprise/core';
import type { Page } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';

/** What clients ask for beyond this is read as this: they send limits of 1000, and read `pageInfo`. */
export const LARGEST_PAGE = 100;
const LARGEST_OFFSET = 1_000_000;

export interface PageArguments {
  readonly limit?: number | null;
  readonly offset?: number | null;
}

export interface Window {
  readonly limit: number;
  readonly offset: number;
}

/** The window that is asked for. A limit of 0 asks for the total alone. */
export function windowOf({ limit, offset }: PageArguments): Result<Window, Refused> {
  const window = { limit: Math.min(limit ?? LARGEST_PAGE, LARGEST_PAGE), offset: offset ?? 0 };
  const isInRange = window.offset >= 0 && window.offset <= LARGEST_OFFSET;
  if (window.limit >= 0 && isInRange) return ok(window);
  const message = `limit must be 0 or more, and offset from 0 to ${LARGEST_OFFSET}.`;
  return refused(refusal('INVALID_REQUEST', message, { ...window }));
}

/** One page of a list that is read by pages. */
export type Fetch<Item> = (page: number, size: number) => Promise<Result<Page<Item>, Refused>>;

/** The window out of a list that is read by pages: it spans at most two. */
export async function readWindow<Item>(
  { limit, offset }: Window,
  fetch: Fetch<Item>,
): Promise<Result<Page<Item>, Refused>> {
  const size = Math.max(limit, 1);
  const first = Math.floor(offset / size);
  const page = await fetch(first, size);
  const skipped = offset - first * size;
  if (!page.ok || skipped === 0) return page.ok ? ok(cut(page.value, 0, limit)) : page;
  const next = await fetch(first + 1, size);
  if (!next.ok) return next;
  const items = [...page.value.items, ...next.value.items];
  return ok(cut({ items, total: page.value.total }, skipped, limit));
}

const cut = <Item>({ items, total }: Page<Item>, from: number, limit: number): Page<Item> => ({
  items: items.slice(from, from + limit),
  total,
});

/** All of a list that is never paged. */
export const wholeList = <Node>(nodes: readonly Node[]) => ({
  nodes,
  pageInfo: { limit: nodes.length, offset: 0, total: nodes.length, hasMore: false },
});

/** A page as the schema's connections have it. */
export const connection = <Item, Node>(
  { items, total }: Page<Item>,
  { limit, offset }: Window,
  show: (item: Item) => Node,
) => ({
  nodes: items.map(show),
  pageInfo: { limit, offset, total, hasMore: offset + items.length < total },
});
