import type { Identifier, Json } from '@reprise/core';

/** What can be stored as an object by a file of its own. */
export const OBJECT_KINDS = [
  'connector',
  'environment',
  'environmentGroup',
  'infrastructure',
  'override',
  'secret',
  'service',
  'variable',
] as const;
export type DocumentKind = (typeof OBJECT_KINDS)[number];

/** The kinds of objects whose files name them; an override is named after what it overrides. */
export type NamedKind = Exclude<DocumentKind, 'override'>;

/** The one key at the top of a file, which says what it is. */
export const ROOT_KEYS: Readonly<Record<DocumentKind, string>> = {
  connector: 'connector',
  environment: 'environment',
  environmentGroup: 'environmentGroup',
  infrastructure: 'infrastructureDefinition',
  override: 'overrides',
  secret: 'secret',
  service: 'service',
  variable: 'variable',
};

/** What people call a kind. */
export const inWords = (kind: DocumentKind): string =>
  kind === 'environmentGroup' ? 'environment group' : kind;

/** An object in Harness's YAML, as far as this server has to understand it to keep it. */
export interface ObjectDocument {
  readonly kind: DocumentKind;
  /** Of an override it follows from what it overrides; no file says it. */
  readonly identifier: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Where it says that it lives; with neither, in the account. */
  readonly orgIdentifier: Identifier | null;
  readonly projectIdentifier: Identifier | null;
  /** The environment of an infrastructure, and of an override; empty for the others. */
  readonly parent: string;
  readonly details: Readonly<Record<string, Json>>;
}

/** A document with its text, which never holds the value of a secret (I10). */
export interface ReadDocument {
  readonly document: ObjectDocument;
  readonly yaml: string;
  /** The value that a secret's document brings, apart from it; null when it brings none, to keep the stored one. */
  readonly secretValue: string | null;
}

/** What can be in a file: an object, or what runs and what it is given. */
export type SubjectKind = DocumentKind | 'template' | 'pipeline' | 'inputSet' | 'overlayInputSet';

/** What a file is of: as much as is needed to send it to where it belongs. */
export interface FileSubject {
  readonly kind: SubjectKind;
  /** Empty when the file says none. */
  readonly identifier: string;
  readonly orgIdentifier: string | null;
  readonly projectIdentifier: string | null;
  /** What it belongs to: the environment of an infrastructure, the pipeline of an input set; empty for the others. */
  readonly parent: string;
  /** The version of a template; empty for the others. */
  readonly versionLabel: string;
}
