import type { Found, Namespace } from '@reprise/core/expression';

/** What each name of a kind of namespace is worth, given what the namespace is of. */
export interface Names<Subject> {
  readonly [name: string]: (subject: Subject) => Found | undefined;
}

/** A namespace of fixed names, each worked out when it is asked for. */
export const namespaceOf = <Subject>(names: Names<Subject>, subject: Subject): Namespace => ({
  kind: 'namespace',
  get: (name) => (Object.hasOwn(names, name) ? names[name]?.(subject) : undefined),
  keys: () => Object.keys(names),
});

/** A namespace whose names come from the pipeline: stages, steps, variables. */
export const namespaceBy = (
  names: () => readonly string[],
  get: (name: string) => Found | undefined,
): Namespace => ({ kind: 'namespace', get, keys: names });
