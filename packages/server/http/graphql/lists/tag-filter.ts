/** Filters by tags: of the executions themselves, of their application, or of what they deployed. */
import { ok, type Result, refused } from '@reprise/core';
import type { DocumentKind } from '@reprise/core/objects';
import type { IdCondition, StoredObject, TagChoice } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';
import { fullScope, type ScopeHint } from '../../../use-cases/scopes/scope.ts';
import type { Session } from '../session.ts';
import { MOST_VALUES, noValues, tooManyValues } from './id-filter.ts';

export interface TagFilter {
  readonly entityType: 'APPLICATION' | 'DEPLOYMENT' | 'ENVIRONMENT' | 'SERVICE';
  readonly tags?:
    | readonly ({ readonly name: string; readonly value?: string | null } | null)[]
    | null;
}

/** Whether one of these tags is on something. */
export interface TagQuestion {
  readonly of: TagFilter['entityType'];
  readonly choices: readonly TagChoice[];
}

export function readTags(filters: readonly TagFilter[]): Result<readonly TagQuestion[], Refused> {
  const questions: TagQuestion[] = [];
  for (const { entityType: of, tags } of filters) {
    const given = (tags ?? []).flatMap((tag) => tag ?? []);
    if (given.length === 0) return refused(noValues('tag'));
    if (given.length > MOST_VALUES) return refused(tooManyValues('tag', given.length));
    const choices = given.map(({ name, value }) => ({ name, ...(value != null && { value }) }));
    questions.push({ of, choices });
  }
  return ok(questions);
}

/** Whether something with these tags is meant. */
export const hasTag = ({ choices }: TagQuestion, tags: Readonly<Record<string, string>>): boolean =>
  choices.some(
    ({ name, value }) => Object.hasOwn(tags, name) && (value === undefined || tags[name] === value),
  );

type Objects = Promise<Result<readonly StoredObject[], Refused>>;

/** All objects of a kind at a level. */
export type ObjectsOf = (kind: DocumentKind, scope: ScopeHint) => Objects;

/** Reads them once for all applications and questions of one list: the levels above are the same for many. */
export function objectsOnce(session: Session): ObjectsOf {
  const read = new Map<string, Objects>();
  return (kind, scope) => {
    const key = JSON.stringify([kind, scope.accountId, scope.orgId, scope.projectId]);
    const known = read.get(key) ?? allObjects(session, kind, scope);
    read.set(key, known);
    return known;
  };
}

/** What executions of a project must have deployed, or deployed to, for a question about that. */
export async function deployedWithTag(
  objectsOf: ObjectsOf,
  where: ScopeHint,
  question: TagQuestion & { readonly of: 'ENVIRONMENT' | 'SERVICE' },
): Promise<Result<IdCondition, Refused>> {
  const kind = question.of === 'SERVICE' ? 'service' : 'environment';
  const { accountId, orgId, projectId } = fullScope(where);
  const levels: readonly (readonly [string, ScopeHint])[] = [
    ['', { accountId, orgId, projectId }],
    ['org.', { accountId, orgId }],
    ['account.', { accountId }],
  ];
  const refs: string[] = [];
  const refusals: Refused[] = [];
  for (const [prefix, scope] of levels) {
    const objects = await objectsOf(kind, scope);
    if (!objects.ok) {
      if (objects.error.code !== 'FORBIDDEN') return objects;
      refusals.push(objects.error);
      continue;
    }
    const tagged = objects.value.filter(({ tags }) => hasTag(question, tags));
    refs.push(...tagged.map(({ identifier }) => `${prefix}${identifier}`));
  }
  const [refusal] = refusals.length === levels.length ? refusals : [];
  if (refusal !== undefined) return refused(refusal);
  return ok({ of: kind, by: 'equals', values: refs, negated: false });
}

const PAGE = 100;
const MOST_OBJECTS = 10_000;

async function allObjects(
  { useCases, caller }: Session,
  kind: DocumentKind,
  scope: ScopeHint,
): Objects {
  const all: StoredObject[] = [];
  for (let page = 0; ; page += 1) {
    const listed = await useCases.listObjects(caller, { kind, scope, page, size: PAGE });
    if (!listed.ok) return listed;
    const { items, total } = listed.value;
    if (total > MOST_OBJECTS) return refused(tooManyObjects(kind, total));
    all.push(...items);
    if (items.length < PAGE) return ok(all);
  }
}

const tooManyObjects = (kind: string, found: number): Refused =>
  refusal(
    'INVALID_REQUEST',
    `There are ${found} ${kind}s whose tags would have to be looked at, and ${MOST_OBJECTS} is the limit: filter by ${kind}.`,
    { found, limit: MOST_OBJECTS },
  );
