import { ok, type Problem, type Result, refused, type Scope } from '@reprise/core';
import { readGitConnector } from '@reprise/core/objects';
import { gitConnectorsUsed, type Pipeline } from '@reprise/core/pipeline';
import type { ConnectorReference, GitConnector } from '@reprise/core/step-types';
import type { Answer, Caller } from './answer.ts';
import { authorise } from './authorise.ts';
import type { UseCaseNeeds } from './needs.ts';
import { scopesAround } from './object-scope.ts';
import { yamlRefusal } from './refusals.ts';

type GitConnectors = Readonly<Record<string, GitConnector>>;

/**
 * The stored connectors to git that a pipeline names, as they are now: an execution keeps them (I11). Refused when one is
 * not there, may not be viewed by the caller, or cannot be used, naming each place.
 */
export async function gitConnectorsFor(
  needs: Pick<UseCaseNeeds, 'store' | 'rights'>,
  caller: Caller,
  scope: Scope,
  pipeline: Pipeline,
): Answer<GitConnectors> {
  const found = new Map<string, GitConnector>();
  const problems: Problem[] = [];
  for (const used of gitConnectorsUsed(pipeline)) {
    if (found.has(used.reference)) continue;
    const read = await gitConnector(needs, caller, scope, used);
    if (read.ok) found.set(used.reference, read.value);
    else problems.push({ severity: 'error', code: 'bad-connector', ...used.at, ...read.error });
  }
  if (problems.length === 0) return ok(Object.fromEntries(found));
  const summary = 'The pipeline names connectors that it cannot use:';
  return refused(yamlRefusal('INVALID_PIPELINE', summary, problems));
}

async function gitConnector(
  needs: Pick<UseCaseNeeds, 'store' | 'rights'>,
  caller: Caller,
  around: Scope,
  { reference }: ConnectorReference,
): Promise<Result<GitConnector, Pick<Problem, 'message'>>> {
  const [identifier = '', prefix] = reference.split('.').toReversed();
  const level = prefix === 'account' || prefix === 'org' ? prefix : 'project';
  const scope = scopesAround(around)[level];
  const key = { kind: 'connector', scope, identifier, parent: '', label: '' } as const;
  const allowed = await authorise(needs, caller, 'core_connector_view', scope);
  const stored = allowed.ok ? await needs.store.objects.get(key) : null;
  if (stored === null) {
    const hint = level === 'project' ? '; one of the account is called account.ID' : '';
    const message = `There is no connector "${reference}" here: create it first, or correct the name${hint}.`;
    return refused({ message });
  }
  const read = readGitConnector(stored.details, level);
  return read.ok ? read : refused({ message: `The connector "${reference}" ${read.error}.` });
}
