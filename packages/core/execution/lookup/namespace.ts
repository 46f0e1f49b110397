import type { Found, Namespace } from '@reprise/core/expression';

/** A namespace of fixed names, each worked out when it is asked for. */
export const namespaceOf = (entries: {
  readonly [name: string]: () => Found | undefined;
}): Namespace => ({
  kind: 'namespace',
  get: (name) => (Object.hasOwn(entries, name) ? entries[name]?.() : undefined),
  keys: () => Object.keys(entries),
});

/** A namespace whose names come from the pipeline: stages, steps, variables. */
export const namespaceBy = (
  names: () => readonly string[],
  get: (name: string) => Found | undefined,
): Namespace => ({ kind: 'namespace', get, keys: names });
