/** Whether a stored connector leads to where it points, tried once. */
import { type Instant, type Json, ok, refused } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';
import { type ConnectorLevel, readGitConnector } from '@reprise/core/objects';
import type { GitConnector } from '@reprise/core/step-types';
import type { ObjectScope, ProbedRepository } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { singleUser } from '../authorise.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { lacksRights, refusal } from '../refusals.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import { openLevel, placeOfReference } from './object-scope.ts';
import { boundTo } from './secret-values.ts';

export interface ConnectorTest {
  readonly scope: ScopeHint;
  readonly connector: string;
}

/** `UNKNOWN`: it was not tried, and the summary says why. */
export interface ConnectorTestResult {
  readonly status: 'SUCCESS' | 'FAILURE' | 'UNKNOWN';
  readonly errorSummary: string | null;
  readonly testedAt: Instant;
}

/** Tries a connector to git. Of any other kind it is said that it was not tried. */
export const testConnector: UseCase<ConnectorTest, ConnectorTestResult> = async (
  needs,
  caller,
  { scope: hint, connector },
) => {
  const scope = await openLevel(needs, caller, 'core_connector_access', hint);
  if (!scope.ok) return scope;
  const key = { kind: 'connector', scope: scope.value, identifier: connector } as const;
  const stored = await needs.store.objects.get({ ...key, parent: '', label: '' });
  if (stored === null) {
    const facts = { kind: 'connector', identifier: connector };
    return refused(refusal('OBJECT_NOT_FOUND', `There is no connector ${connector} here.`, facts));
  }
  const testedAt = needs.clock.now();
  const untried = (errorSummary: string) =>
    ok({ status: 'UNKNOWN' as const, errorSummary, testedAt });
  const read = readGitConnector(stored.details, levelOf(scope.value));
  if (!read.ok) return untried(`It was not tried: the connector ${read.error}.`);
  const url = urlToTry(read.value, stored.details);
  if (url === null) {
    return untried('It was not tried: name a repository of the account as spec.validationRepo.');
  }
  if (!WEB_ADDRESS.test(url)) {
    return untried('It was not tried: only addresses that begin with http:// or https:// can be.');
  }
  if (needs.probeGit === undefined) return untried('It was not tried: this server tries none.');
  const credentials = await credentialsOf(needs, caller, scope.value, read.value);
  if (!credentials.ok) return credentials;
  if ('missing' in credentials.value) {
    const errorSummary = `The secret ${credentials.value.missing} has no value here.`;
    return ok({ status: 'FAILURE', errorSummary, testedAt });
  }
  const result = await needs.probeGit({ url, credentials: credentials.value.found });
  return result.readable
    ? ok({ status: 'SUCCESS', errorSummary: null, testedAt })
    : ok({ status: 'FAILURE', errorSummary: `${result.problem}.`, testedAt });
};

const levelOf = ({ level }: ObjectScope): ConnectorLevel => level;

const WEB_ADDRESS = /^https?:\/\//i;
const REPOSITORY = /^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+){0,20}$/;

/** A connector to an account is tried at the repository that it names for that. */
function urlToTry(
  { url, holdsMany }: GitConnector,
  { spec }: Readonly<Record<string, Json>>,
): string | null {
  if (!holdsMany) return url;
  const named = typeof spec === 'object' && spec !== null && 'validationRepo' in spec;
  const name = named ? spec.validationRepo : undefined;
  if (typeof name !== 'string' || !REPOSITORY.test(name)) return null;
  return `${url.replace(/\/+$/, '')}/${name}`;
}

type Credentials =
  | { readonly found: ProbedRepository['credentials'] }
  | { readonly missing: string };

/** Opened for this one look, if whoever asks may use them (I10). */
async function credentialsOf(
  needs: UseCaseNeeds,
  caller: Caller,
  scope: ObjectScope,
  { credentials }: GitConnector,
): Answer<Credentials> {
  if (credentials === undefined) return ok({ found: null });
  const opened = new Map<string, string>();
  for (const { secret } of [credentials.user, credentials.password].flatMap(secretsIn)) {
    const value = await open(needs, caller, scope, secret);
    if (!value.ok) return value;
    if (value.value === null) return ok({ missing: secret });
    opened.set(secret, value.value);
  }
  const filledIn = (text: TaskText): string =>
    typeof text === 'string'
      ? text
      : text
          .map((part) => (typeof part === 'string' ? part : (opened.get(part.secret) ?? '')))
          .join('');
  const { user, password } = credentials;
  return ok({ found: { user: filledIn(user), password: filledIn(password) } });
}

const secretsIn = (text: TaskText) =>
  typeof text === 'string' ? [] : text.filter((part) => typeof part !== 'string');

async function open(
  { store, vault, rights = singleUser }: UseCaseNeeds,
  { principal }: Caller,
  scope: ObjectScope,
  secret: string,
): Answer<string | null> {
  const key = placeOfReference(scope, secret);
  if (key === null) return ok(null);
  if (!(await rights.allows(principal, 'core_secret_access', key.scope))) {
    return refused(lacksRights(principal, [`core_secret_access of ${secret}`]));
  }
  const sealed = await store.secrets.get(key);
  return ok(sealed === null ? null : vault.open(sealed, boundTo(key)));
}
