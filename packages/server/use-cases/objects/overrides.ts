/** What overrides the objects that stages deploy, and whether an override may be stored. */
import type { Scope } from '@reprise/core';
import { ok, type Result, refused } from '@reprise/core';
import type { KnownObject, KnownOverride } from '@reprise/core/execution';
import { type ObjectDocument, readOverride } from '@reprise/core/objects';
import type { ObjectKind, ObjectScope, StoredObject } from '../../ports/index.ts';
import type { Refused } from '../answer.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { placeOfReference, type ReferencedPlace, scopesAround } from './object-scope.ts';

type Store = Pick<UseCaseNeeds, 'store'>;

const LEVELS = ['project', 'org', 'account'] as const;
/** How many overrides are read at once. */
const BATCH = 200;

/**
 * The overrides that concern what an execution may deploy, as they are now (I11). Refused when one of them cannot be
 * used.
 */
export async function overridesFor(
  { store }: Store,
  around: Scope,
  known: readonly KnownObject[],
): Promise<Result<readonly KnownOverride[], Refused>> {
  const scopes = scopesAround(around);
  const found: KnownOverride[] = [];
  for (const environment of known.filter(({ kind }) => kind === 'environment')) {
    for (const level of LEVELS) {
      for (const stored of await overridesAt({ store }, scopes[level], {
        parent: environment.ref,
      })) {
        if (!concerns(stored, known)) continue;
        const read = readOverride(stored.yaml);
        if (!read.ok) return refused(unusable(stored, read.error[0]?.message ?? ''));
        if (read.value.variables.length > 0) found.push({ level, yaml: stored.yaml });
      }
    }
  }
  return ok(found);
}

/** All overrides of a level, or those of one environment, or with a text in their names. */
export async function overridesAt(
  { store: { objects } }: Store,
  scope: ObjectScope,
  {
    parent,
    search,
  }: { readonly parent?: string | undefined; readonly search?: string | undefined },
): Promise<readonly StoredObject[]> {
  const narrowed = {
    ...(parent === undefined ? {} : { parent }),
    ...(search === undefined ? {} : { search }),
  };
  const found: StoredObject[] = [];
  for (;;) {
    const page = await objects.list({ kind: 'override', scope, ...narrowed }, found.length, BATCH);
    found.push(...page.items);
    if (page.items.length === 0 || found.length >= page.total) return found;
  }
}

/** Whether its service and its infrastructure, if it names any, are among what may be deployed. */
function concerns({ details, parent }: StoredObject, known: readonly KnownObject[]): boolean {
  const { serviceRef, infraIdentifier } = details;
  const isKnown = (kind: KnownObject['kind'], ref: unknown, environment?: string): boolean =>
    known.some(
      (each) => each.kind === kind && each.ref === ref && each.environment === environment,
    );
  return (
    (serviceRef === undefined || isKnown('service', serviceRef)) &&
    (infraIdentifier === undefined || isKnown('infrastructure', infraIdentifier, parent))
  );
}

const unusable = ({ identifier }: StoredObject, reason: string): Refused =>
  refusal('INVALID_PIPELINE', `The override ${identifier} cannot be used: ${reason}`, {
    override: identifier,
  });

/** Why an override cannot be stored at this level; null when it can. What it names has to be there. */
export async function overrideProblem(
  { store }: Store,
  scope: ObjectScope,
  { details, parent: environmentRef }: ObjectDocument,
): Promise<Refused | null> {
  const { serviceRef, infraIdentifier } = details;
  const environment = placeOfReference(scope, environmentRef);
  if (environment === null) return outOfReach('environmentRef', environmentRef, scope);
  const exists = async (kind: ObjectKind, at: ReferencedPlace, parent = ''): Promise<boolean> =>
    (await store.objects.get({ kind, ...at, parent, label: '' })) !== null;
  if (!(await exists('environment', environment))) return missing('environment', environmentRef);
  if (typeof serviceRef === 'string') {
    const service = placeOfReference(scope, serviceRef);
    if (service === null) return outOfReach('serviceRef', serviceRef, scope);
    if (!(await exists('service', service))) return missing('service', serviceRef);
  }
  if (typeof infraIdentifier !== 'string') return null;
  const infrastructure = { scope: environment.scope, identifier: infraIdentifier };
  return (await exists('infrastructure', infrastructure, environment.identifier))
    ? null
    : missing('infrastructure', infraIdentifier);
}

const outOfReach = (key: string, ref: string, { level }: ObjectScope): Refused =>
  refusal(
    'INVALID_OBJECT',
    `The ${key} "${ref}" names what is below the ${level} in which the override is to be: write "account.ID"${level === 'org' ? ' or "org.ID"' : ''}, or store the override in a project.`,
    { [key]: ref },
  );

const missing = (kind: ObjectKind, ref: string): Refused =>
  refusal(
    'INVALID_OBJECT',
    `The override names the ${kind} "${ref}", and there is none where it points. Create it first, or correct the reference.`,
    { [kind]: ref },
  );
