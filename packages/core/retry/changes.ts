import type { Json } from '@reprise/core';
import type { DefinitionDifference } from './definition-difference.ts';

/**
 * What is not any more as it was when the source ran. A retry runs what ran, so that nothing of the definition is used;
 * secrets are read anew, and permissions are asked for anew.
 */
export interface ChangedSince {
  /** Set when the pipeline, or a template in it, was saved since. */
  readonly definition?: ChangedDefinition;
  /** The pipelines of its chained stages that were saved since: a stage that begins a new child runs what is stored then. */
  readonly chained?: readonly ChangedPipeline[];
  readonly secrets: readonly ChangedSecret[];
  /** What the caller needs for the retry and does not have. */
  readonly missingPermissions: readonly string[];
}

export interface ChangedDefinition {
  /** Which save of the pipeline is stored now. */
  readonly version: number;
  /** The templates in it that were saved since, or are not there any more; absent when there are none. */
  readonly templates?: readonly ChangedTemplate[];
  /** Set when the pipeline itself is as it was, and only templates in it are not. */
  readonly onlyTemplates?: true;
  /** In what it differs from what ran; left out when nobody asked. A text says why it cannot be told. */
  readonly differences?: readonly DefinitionDifference[] | string;
}

export interface ChangedPipeline {
  /** `org/project/pipeline`. */
  readonly name: string;
  /** Which save is stored now; absent for one that is not. */
  readonly version?: number;
}

export interface ChangedTemplate {
  /** With its label: `org.deploy@v2`, `deploy@stable`. */
  readonly name: string;
  /** Which save is stored now; absent for one that is not. */
  readonly version?: number;
}

export interface ChangedSecret {
  /** As the pipeline names it: `id`, `org.id`, `account.id`. Never a value (I10). */
  readonly reference: string;
  readonly change: 'saved' | 'removed';
  /** Which save is stored now; absent for one that is removed. */
  readonly version?: number;
}

export const NOTHING_CHANGED: ChangedSince = { secrets: [], missingPermissions: [] };

/** What of the changes a plan's digest stands for, each part by its name. */
export const CHANGED_PARTS = ['definition', 'chained', 'secrets', 'permissions'] as const;
export type ChangedPart = (typeof CHANGED_PARTS)[number];

/** The parts of the changes as the digest has them: in fixed places, without wording. */
export const canonicalChanges = (changed: ChangedSince): Readonly<Record<ChangedPart, Json>> => ({
  definition: canonicalDefinition(changed.definition),
  chained: (changed.chained ?? []).map(({ name, version }) => [name, version ?? null]),
  secrets: changed.secrets.map(({ reference, change, version }) => [
    reference,
    change,
    version ?? null,
  ]),
  permissions: [...changed.missingPermissions],
});

function canonicalDefinition(definition: ChangedDefinition | undefined): Json {
  if (definition === undefined) return null;
  const { version, templates, onlyTemplates } = definition;
  if (templates === undefined) return version;
  return [
    onlyTemplates === true ? null : version,
    ...templates.map(({ name, version: saved }) => [name, saved ?? null]),
  ];
}

/** The same changes, but for some parts, in which nothing has changed. */
export function withoutParts(changed: ChangedSince, parts: readonly ChangedPart[]): ChangedSince {
  const { definition, chained, secrets, missingPermissions } = changed;
  return {
    ...(definition !== undefined && !parts.includes('definition') && { definition }),
    ...(chained !== undefined && !parts.includes('chained') && { chained }),
    secrets: parts.includes('secrets') ? [] : secrets,
    missingPermissions: parts.includes('permissions') ? [] : missingPermissions,
  };
}
