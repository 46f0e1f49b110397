import type { Instant, Json, Result } from '@reprise/core';
import type { Page } from './execution-store.ts';

/** What is stored as an object: everything that has an identifier and Harness's own YAML, and is not a pipeline. */
export const OBJECT_KINDS = [
  'connector',
  'environment',
  'environmentGroup',
  'infrastructure',
  'inputSet',
  'override',
  'secret',
  'service',
  'template',
  'variable',
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** Where an object lives: an account, an organisation in it, or a project in that. */
export type ObjectScope =
  | { readonly level: 'account'; readonly accountId: string }
  | { readonly level: 'org'; readonly accountId: string; readonly orgId: string }
  | {
      readonly level: 'project';
      readonly accountId: string;
      readonly orgId: string;
      readonly projectId: string;
    };

/** Which object. Identifiers are unique in what holds the object, or in the scope if nothing does. */
export interface ObjectKey {
  readonly kind: ObjectKind;
  readonly scope: ObjectScope;
  readonly identifier: string;
  /** What holds it: the environment of an infrastructure or override, the pipeline of an input set; empty for the others. */
  readonly parent: string;
  /** The version label of a template; empty for the others. */
  readonly label: string;
}

export interface NewObject extends ObjectKey {
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** As its author wrote it. Never a secret's value (I10). */
  readonly yaml: string;
  /** What its kind wants to know without reading the YAML: a connector's type, whether a template is stable. */
  readonly details: Readonly<Record<string, Json>>;
}

export interface StoredObject extends NewObject {
  /** 1, 2, 3, …: which save this is. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Which objects a list is about: those of one kind in exactly one scope. What is left out does not filter. */
export interface ObjectFilter {
  readonly kind: ObjectKind;
  readonly scope: ObjectScope;
  readonly parent?: string;
  /** All labels of one template. */
  readonly identifier?: string;
  /** Matches name, identifier or label, no case. */
  readonly search?: string;
}

/** Objects of every kind at every level. The store knows nothing of what their YAML means. */
export interface ObjectStore {
  create(object: NewObject, now: Instant): Promise<Result<StoredObject, 'exists'>>;
  /** With `expectedVersion`, refuses when somebody saved in between. */
  update(
    object: NewObject,
    now: Instant,
    expectedVersion?: number,
  ): Promise<Result<StoredObject, 'not-found' | 'version-conflict'>>;
  get(key: ObjectKey): Promise<StoredObject | null>;
  /** Newest change first. */
  list(filter: ObjectFilter, offset: number, limit: number): Promise<Page<StoredObject>>;
  remove(key: ObjectKey): Promise<boolean>;
}
