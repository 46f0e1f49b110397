import type { Found, Lookup, Namespace } from '../model.ts';

type Names = { readonly [name: string]: Found };

/** A namespace over plain names, for tests. */
export function namespace(names: Names): Namespace {
  return {
    kind: 'namespace',
    get: (key) => (Object.hasOwn(names, key) ? names[key] : undefined),
    keys: () => Object.keys(names),
  };
}

/** A look-up of root names, for tests. */
export function lookupOf(names: Names): Lookup {
  return (name) => namespace(names).get(name);
}
