/** Where the login leads, as it stands in its address. */
export interface LoginSearch {
  /** A path of these pages. */
  readonly back?: string;
}

/** Nothing has this name: what is still of it after resolving was a path. */
const HERE = 'http://here.invalid';

/** Reads an address. What leads anywhere but to these pages is left out: whoever logs in is not sent to strangers. */
export function loginSearch({ back }: Readonly<Record<string, unknown>>): LoginSearch {
  if (typeof back !== 'string' || !URL.canParse(back, HERE)) return {};
  const { origin, pathname, search, hash } = new URL(back, HERE);
  // A path that begins with two slashes would be read as the name of a host.
  if (origin !== HERE || pathname.startsWith('//') || !back.startsWith('/')) return {};
  return { back: `${pathname}${search}${hash}` };
}
