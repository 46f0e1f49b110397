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
export const withTemplates = async (
  store: TemplateStore,
  scope: Scope,
  yaml: string,
): Promise<ResolvedTemplates> => (await readTemplates(store, scope, yaml)).resolved;

type TemplateStore = Pick<Store, 'objects'>;

/** A template that a pipeline names: as it is stored, or null where it is not. */
export interface NamedTemplate {
  /** As people write it, with its label: `org.deploy@v2`, `deploy@stable`. */
  readonly name: string;
  readonly stored: StoredObject | null;
}

/** The same, with the templates that were found, in the order in which they were. */
export async function readTemplates(
  store: TemplateStore,
  scope: Scope,
  yaml: string,
): Promise<{ readonly resolved: ResolvedTemplates; readonly named: readonly NamedTemplate[] }> {
  const levels = scopesAround(scope);
  const known = new Map<string, KnownTemplate>();
  const named: NamedTemplate[] = [];
  // Each round finds templates one level deeper; how deep they may go is bounded where they are resolved.
  for (;;) {
    const resolved = resolveTemplates(yaml, known);
    if (resolved.wanted.length === 0) return { resolved, named };
    for (const key of resolved.wanted) {
      const versions = await versionsOf(store, levels[key.level], key.identifier);
      const stored = versionNamed(versions, key) ?? null;
      known.set(templateName(key), knownAs(stored, versions));
      named.push({ name: templateName(key), stored });
    }
  }
}

const versionNamed = (
  versions: readonly StoredObject[],
  { versionLabel }: TemplateKey,
): StoredObject | undefined =>
  versionLabel === null ? stableOf(versions) : versions.find(({ label }) => label === versionLabel);

const knownAs = (stored: StoredObject | null, versions: readonly StoredObject[]): KnownTemplate =>
  stored === null
    ? { missing: versions.map(({ label }) => label) }
    : { yaml: stored.yaml, versionLabel: stored.label };

/** Every stored version of a template. */
export async function versionsOf(
  store: TemplateStore,
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
