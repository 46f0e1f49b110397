/** The filters of the list, as they stand in the address: a link shows what its sender saw. */
export interface ExecutionsSearch {
  readonly status?: readonly string[];
  readonly pipeline?: string;
  readonly text?: string;
  readonly page?: number;
}

/** Reads the filters from an address; what makes no sense is left out. */
export function executionsSearch(given: Readonly<Record<string, unknown>>): ExecutionsSearch {
  const { status, pipeline, text, page } = given;
  const statuses = Array.isArray(status) ? status.filter((each) => typeof each === 'string') : [];
  return {
    ...(statuses.length > 0 && { status: statuses }),
    ...(typeof pipeline === 'string' && pipeline !== '' && { pipeline }),
    ...(typeof text === 'string' && text !== '' && { text }),
    ...(typeof page === 'number' && Number.isSafeInteger(page) && page > 0 && { page }),
  };
}
