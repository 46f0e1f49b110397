/** The filters of the list, as they stand in the address. */
export interface PipelinesSearch {
  readonly text?: string | undefined;
  readonly page?: number | undefined;
}

/** Reads the filters from an address; what makes no sense is left out. */
export function pipelinesSearch(given: Readonly<Record<string, unknown>>): PipelinesSearch {
  const { text, page } = given;
  return {
    ...(typeof text === 'string' && text !== '' && { text }),
    ...(typeof page === 'number' && Number.isSafeInteger(page) && page > 0 && { page }),
  };
}
