/** What an execution keeps of the world around its pipeline. */
import type { Value } from '@reprise/core/expression';
import type { DeployableKind } from '@reprise/core/objects';
import type { CiInfrastructure } from '@reprise/core/pipeline';
import type { GitConnector, ImageConnector } from '@reprise/core/step-types';

/** A stored variable. One of the type Secret is worth the secret that it names (I10). */
export interface StoredVariable {
  readonly type: 'String' | 'Secret';
  readonly value: string;
}

/** What an account, organisation or project says of itself. */
export interface PlaceFacts {
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** A service, environment or infrastructure that a stage may ask for, as it was stored. */
export interface KnownObject {
  readonly kind: DeployableKind;
  /** As stages refer to it: `shop`, `org.shop`, `account.shop`. */
  readonly ref: string;
  /** Of an infrastructure: the reference of its environment. */
  readonly environment?: string;
  /** Without the value of any secret, as all objects are kept (I10). */
  readonly yaml: string;
  /** For filters; absent where it has none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A group of environments, as it was stored. */
export interface KnownGroup {
  readonly name: string;
  /** As stages refer to them. */
  readonly environments: readonly string[];
}

/** An override of what its stages deploy, as it was stored. */
export interface KnownOverride {
  readonly level: 'account' | 'org' | 'project';
  readonly yaml: string;
}

/** What stands around the pipeline, as it was when the execution began (I11). What no expression may ask for is absent. */
export interface Surroundings {
  readonly account?: PlaceFacts;
  readonly org?: PlaceFacts;
  readonly project?: PlaceFacts;
  /** Where people reach the server, without a slash at the end. */
  readonly publicUrl?: string;
  /** The inputs that the run was given, merged. */
  readonly inputs?: Value;
  /** Stored variables by name, at each level. */
  readonly variables?: Readonly<
    Record<'account' | 'org' | 'project', Readonly<Record<string, StoredVariable>>>
  >;
  /** The stored connectors that the pipeline names, by the references that it uses. */
  readonly gitConnectors?: Readonly<Record<string, GitConnector>>;
  /** Those that it names for the images of containers. Absent in executions that began before these were read. */
  readonly imageConnectors?: Readonly<Record<string, ImageConnector>>;
  /** Which delegates the infrastructure of CI stages means, as the operator has said. */
  readonly ciDelegates?: CiDelegates;
  /** What its stages deploy, and where to. */
  readonly objects?: readonly KnownObject[];
  /** The groups of environments among these, as stages refer to them. */
  readonly environmentGroups?: Readonly<Record<string, KnownGroup>>;
  /** What counts before what those objects say themselves. */
  readonly overrides?: readonly KnownOverride[];
}

/** Delegate selectors by the kind of infrastructure; a kind that is not mapped means any delegate. */
export type CiDelegates = { readonly [Kind in CiInfrastructure]?: readonly string[] };
