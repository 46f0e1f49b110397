import type { Json } from '@reprise/core';
import type { Variable } from '@reprise/core/pipeline';
import type { YamlNode } from '../../yaml/index.ts';

/** The kinds of objects that a stage may deploy, or deploy to. */
export const DEPLOYABLE_KINDS = ['service', 'environment', 'infrastructure'] as const;
export type DeployableKind = (typeof DEPLOYABLE_KINDS)[number];

/** A service, environment or infrastructure with all its runtime inputs given. */
export interface Deployable {
  readonly kind: DeployableKind;
  /** What is the same wherever it is asked for: identifier, name, type and the like. */
  readonly facts: { readonly [name: string]: Json };
  readonly variables: readonly Variable[];
  /** What an environment's own YAML overrides of every service that is deployed there. */
  readonly overrides?: readonly Variable[];
  /** What may hold expressions besides: the spec of an infrastructure, the artifacts and manifests of a service. */
  readonly parts: { readonly [name: string]: YamlNode };
}
