/** What of the inbox is shown, as it stands in the address. */
export interface ApprovalsSearch {
  /** Only what waits in this execution. */
  readonly execution?: string;
}

/** Reads an address; what makes no sense is left out. */
export const approvalsSearch = ({
  execution,
}: Readonly<Record<string, unknown>>): ApprovalsSearch =>
  typeof execution === 'string' && execution !== '' ? { execution } : {};
