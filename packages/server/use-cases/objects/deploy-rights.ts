/** Where somebody may deploy, and what: asked anew for each run, rerun and retry, of the one who acts. */
import type { Scope } from '@reprise/core';
import type { Principal, Surroundings } from '@reprise/core/execution';
import {
  isLiteral,
  type NamedUse,
  type Pipeline,
  type WantedPart,
  wantedObjects,
} from '@reprise/core/pipeline';
import { singleUser } from '../authorise.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { groupNamed } from './environment-groups.ts';
import { scopesAround } from './object-scope.ts';

/**
 * The services and environments that a pipeline names and that this principal may not use, each as a permission and of
 * what. A reference that only the run itself can work out asks for all of the kind: nobody gets anywhere by an expression.
 * A group asks for each environment in it, those that filters leave out among them: as it was kept by the execution that
 * goes on, or else as it is stored now.
 */
export async function missingDeployRights(
  { store, rights = singleUser }: Pick<UseCaseNeeds, 'store' | 'rights'>,
  principal: Principal,
  scope: Scope,
  pipeline: Pipeline,
  kept: Pick<Surroundings, 'environmentGroups'> = {},
): Promise<readonly string[]> {
  const missing = new Set<string>();
  const around = scopesAround(scope);
  const groups = kept.environmentGroups ?? {};
  for (const { kind, use } of await partsOf({ store }, scope, pipeline, groups)) {
    if (kind === 'infrastructure') continue;
    const permission = `core_${kind}_access` as const;
    const { level, identifier } = placeOf(use);
    const at = around[level];
    const resource =
      identifier === null ? {} : { identifier, ...(await typeOf({ store }, kind, at, identifier)) };
    if (await rights.allows(principal, permission, at, resource)) continue;
    missing.add(`${permission} of ${use.ref.text}`);
  }
  return [...missing];
}

async function partsOf(
  needs: Pick<UseCaseNeeds, 'store'>,
  scope: Scope,
  pipeline: Pipeline,
  kept: NonNullable<Surroundings['environmentGroups']>,
): Promise<readonly WantedPart[]> {
  const parts: WantedPart[] = [];
  for (const wanted of wantedObjects(pipeline)) {
    if (wanted.kind !== 'environmentGroup') parts.push(wanted);
    else if (wanted.every) {
      const { ref } = wanted.use;
      const known = Object.hasOwn(kept, ref.text) ? kept[ref.text] : undefined;
      const group = known ?? (await groupNamed(needs, scope, ref.text));
      for (const text of group?.environments ?? []) {
        parts.push({ kind: 'environment', use: { ref: { ...ref, text } } });
      }
    }
  }
  return parts;
}

function placeOf({ ref }: NamedUse) {
  if (!isLiteral(ref)) return { level: 'project', identifier: null } as const;
  const [identifier = '', prefix] = ref.text.split('.').toReversed();
  const level = prefix === 'account' || prefix === 'org' ? prefix : 'project';
  return { level, identifier } as const;
}

async function typeOf(
  { store }: Pick<UseCaseNeeds, 'store'>,
  kind: 'service' | 'environment',
  scope: ReturnType<typeof scopesAround>[keyof ReturnType<typeof scopesAround>],
  identifier: string,
): Promise<{ readonly environmentType?: string }> {
  if (kind === 'service') return {};
  const found = await store.objects.get({ kind, scope, identifier, parent: '', label: '' });
  const type = found?.details['type'];
  return typeof type === 'string' ? { environmentType: type } : {};
}
