/** The values of secrets: sealed when they come, opened only for a task that runs (I10). */
import {
  type ExecutionId,
  ok,
  partsOfTaskId,
  type Result,
  refused,
  type TaskId,
} from '@reprise/core';
import { isPublishedReference, publishedReference } from '@reprise/core/expression';
import type { ObjectScope, SecretKey } from '../../ports/index.ts';
import type { Refused } from '../answer.ts';
import { authorise, type Rights, singleUser } from '../authorise.ts';
import type { UseCase, UseCaseNeeds, UseCaseOptions } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { DEFAULT_SCOPE, type ScopeHint } from '../scopes/scope.ts';
import { scopesAround } from './object-scope.ts';

/** Harness's own limit, in characters. */
const LONGEST = 24_000;
/** How many values are sealed anew between two looks for more. */
const BATCH = 100;

/** What a sealed value is bound to: it opens under no other name. */
export const boundTo = ({ scope, identifier }: SecretKey): string =>
  JSON.stringify([scope, identifier]);

/** Why this value cannot be kept; null when it can. */
export function valueProblem(value: string): Refused | null {
  if (value.length > LONGEST) {
    return refusal(
      'INVALID_OBJECT',
      `The secret has ${value.length} characters; at most ${LONGEST} can be kept.`,
    );
  }
  return value === '' || value.includes('\0')
    ? refusal('INVALID_OBJECT', 'A secret is neither empty nor holds NUL characters.')
    : null;
}

export async function putSecretValue(
  { store, vault }: Pick<UseCaseNeeds, 'store' | 'vault'>,
  key: SecretKey,
  value: string,
): Promise<void> {
  await store.secrets.put(key, vault.seal(value, boundTo(key)));
}

/** The value that a reference of a task means: `id` of its project, `org.id`, `account.id`; null when there is none. */
export type SecretOfTask = (reference: string, task: TaskId) => Promise<string | null>;

type SecretNeeds = Pick<UseCaseOptions, 'store' | 'vault'> & { readonly rights?: Rights };

/** Secrets for the embedded delegate. What whoever started the execution may not use does not exist for it. */
export function secretsOfTasks(needs: SecretNeeds): SecretOfTask {
  const secretOf = secretsOfExecutions(needs);
  return (reference, task) => secretOf(reference, partsOfTaskId(task).execution);
}

/** The same for what else an execution sends. */
export function secretsOfExecutions({
  store,
  vault,
  rights = singleUser,
}: SecretNeeds): (reference: string, execution: ExecutionId) => Promise<string | null> {
  return async (reference, execution) => {
    const row = await store.executions.row(execution);
    if (row === null) return null;
    const around = scopesAround(row.scope);
    const published = publishedKey(reference, around.project);
    const key = published ?? secretKeyOf(reference, around);
    if (key === null) return null;
    // What a step of theirs has published is theirs: no right to the project's secrets is needed for it.
    const isAllowed =
      published !== null || (await rights.allows(row.triggeredBy, 'core_secret_access', key.scope));
    if (!isAllowed) return null;
    const sealed = await store.secrets.get(key);
    return sealed === null ? null : vault.open(sealed, boundTo(key));
  };
}

/** Keeps what tasks publish as secrets. The reference cannot be guessed, and nobody is shown it. */
export const keepSecretsOfTasks =
  ({
    store,
    vault,
    randomText,
  }: Pick<UseCaseOptions, 'store' | 'vault' | 'randomText'>): ((
    value: string,
    task: TaskId,
  ) => Promise<string>) =>
  async (value, task) => {
    const row = await store.executions.row(partsOfTaskId(task).execution);
    if (row === null) throw new Error(`The execution of the task ${task} is not stored.`);
    const reference = publishedReference(randomText(PUBLISHED_BYTES));
    const key = { scope: scopesAround(row.scope).project, identifier: reference };
    await putSecretValue({ store, vault }, key, value);
    return reference;
  };

const PUBLISHED_BYTES = 24;

const publishedKey = (reference: string, scope: ObjectScope): SecretKey | null =>
  isPublishedReference(reference) ? { scope, identifier: reference } : null;

const REFERENCE = /^(?:(account|org|project)\.)?([a-zA-Z_][0-9a-zA-Z_]{0,127})$/;

/** Which secret a reference means in a project: `id`, `org.id`, `account.id`; null when it is no reference. */
export function secretKeyOf(
  reference: string,
  around: Readonly<Record<'account' | 'org' | 'project', ObjectScope>>,
): SecretKey | null {
  const [, level = 'project', identifier] = REFERENCE.exec(reference) ?? [];
  if (identifier === undefined) return null;
  if (level === 'account') return { scope: around.account, identifier };
  return { scope: level === 'org' ? around.org : around.project, identifier };
}

export interface Rotation {
  /** The key under which everything is sealed now. */
  readonly keyId: string;
  /** How many secrets were sealed anew. */
  readonly resealed: number;
}

/**
 * Seals every secret under a new master key, and forgets the old ones. Repeating it after it was interrupted, or by
 * several servers, does no harm: old keys are let go of only when nothing is sealed under them.
 */
export const rotateMasterKey: UseCase<{ readonly scope: ScopeHint }, Rotation> = async (
  needs,
  caller,
  { scope },
) => {
  const accountId = scope.accountId ?? DEFAULT_SCOPE.accountId;
  const allowed = await authorise(needs, caller, 'core_account_edit', { accountId });
  if (!allowed.ok) return allowed;
  const keyId = needs.vault.renew();
  const resealed = await resealAll(needs, keyId);
  if (!resealed.ok) return resealed;
  needs.vault.retireOldKeys();
  return ok({ keyId, resealed: resealed.value });
};

async function resealAll(
  { store: { secrets }, vault }: UseCaseNeeds,
  keyId: string,
): Promise<Result<number, Refused>> {
  let resealed = 0;
  for (;;) {
    const old = await secrets.underOtherKeys(keyId, BATCH);
    if (old.length === 0) return ok(resealed);
    for (const { value, ...key } of old) {
      const anew = attempt(() => vault.reseal(value, boundTo(key)));
      if (anew === null) return refused(lostKey(key, value.keyId));
      if (await secrets.replace(key, value, anew)) resealed += 1;
    }
  }
}

function attempt<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch {
    return null;
  }
}

const lostKey = ({ identifier }: SecretKey, keyId: string): Refused =>
  refusal(
    'MASTER_KEY_MISSING',
    `The secret ${identifier} does not open with the master key ${keyId}, or that key is not here. Give the key to the server, or store the secret anew, and rotate again. Nothing is lost: the old keys are kept.`,
    { identifier, keyId },
  );
