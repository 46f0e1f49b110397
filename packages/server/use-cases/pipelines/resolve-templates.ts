import type { Scope } from '@reprise/core';
import {
  type KnownTemplate,
  type ResolvedTemplates,
  resolveTemplates,
  type TemplateKey,
  templateName,
} from '@reprise/core/pipeline';
import type { ObjectScope, Store, StoredObject } from '../../ports/index.ts';
import { scopesAround } from '../objects/object-scope.ts';

/** A pipeline's YAML with the templates in it that are stored now, in its project and around it. */
export async function withTemplates(
  store: Store,
  scope: Scope,
  yaml: string,
): Promise<ResolvedTemplates> {
  const levels = scopesAround(scope);
  const known = new Map<string, KnownTemplate>();
  // Each round finds templates one level deeper; how deep they may go is bounded where they are resolved.
  for (;;) {
    const resolved = resolveTemplates(yaml, known);
    if (resolved.wanted.length === 0) return resolved;
    for (const key of resolved.wanted) {
      known.set(templateName(key), await lookUp(store, levels[key.level], key));
    }
  }
}

async function lookUp(
  store: Store,
  scope: ObjectScope,
  { identifier, versionLabel }: TemplateKey,
): Promise<KnownTemplate> {
  const versions = await versionsOf(store, scope, identifier);
  const found =
    versionLabel === null
      ? stableOf(versions)
      : versions.find(({ label }) => label === versionLabel);
  return found === undefined
    ? { missing: versions.map(({ label }) => label) }
    : { yaml: found.yaml, versionLabel: found.label };
}

/** Every stored version of a template. */
export async function versionsOf(
  store: Store,
  scope: ObjectScope,
  identifier: string,
): Promise<readonly StoredObject[]> {
  const { items } = await store.objects.list({ kind: 'template', scope, identifier }, 0, 1000);
  return items;
}

/**
 * How often a version of the template had been made the stable one when this one was; 0 for one that never was. The
 * highest rules: one row says it, so that it changes at once.
 */
export const stableRank = ({ details: { stableRank: rank } }: StoredObject): number =>
  typeof rank === 'number' ? rank : 0;

/** The rank of a version that is made stable now. */
export const nextStableRank = (versions: readonly StoredObject[]): number =>
  1 + Math.max(0, ...versions.map(stableRank));

/** The version that was made stable last. */
export function stableOf(versions: readonly StoredObject[]): StoredObject | undefined {
  const [latest] = versions.toSorted((one, other) => stableRank(other) - stableRank(one));
  return latest !== undefined && stableRank(latest) > 0 ? latest : undefined;
}
