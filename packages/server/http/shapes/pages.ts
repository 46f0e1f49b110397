import type { Page } from '../../ports/index.ts';

/** One page of a list in Harness's shape, counted from page 0. */
export const pageOf = <Item, Shown>(
  { items, total }: Page<Item>,
  { page, size }: { readonly page: number; readonly size: number },
  show: (item: Item) => Shown,
) => ({
  content: items.map(show),
  totalElements: total,
  totalItems: total,
  totalPages: Math.ceil(total / size),
  pageIndex: page,
  pageSize: size,
  pageItemCount: items.length,
  empty: items.length === 0,
});

/** The page of a list that was read whole. */
export const pageFrom = <Item, Shown>(
  all: readonly Item[],
  { page, size }: { readonly page: number; readonly size: number },
  show: (item: Item) => Shown,
) =>
  pageOf(
    { items: all.slice(page * size, (page + 1) * size), total: all.length },
    { page, size },
    show,
  );
