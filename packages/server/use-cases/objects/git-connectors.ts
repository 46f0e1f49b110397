import { type Problem, type Result, refused, type Scope } from '@reprise/core';
import { readGitConnector } from '@reprise/core/objects';
import { gitConnectorsUsed, type Pipeline } from '@reprise/core/pipeline';
import type { ConnectorReference, GitConnector } from '@reprise/core/step-types';
import type { Caller } from '../answer.ts';
import { authorise } from '../authorise.ts';
import { LEVELS, placeOf, refAt } from '../references/reference-place.ts';
import { type ReferenceNeeds, thereIsNo } from '../references/where-missing.ts';
import { scopesAround } from './object-scope.ts';

export interface GitConnectorsFound {
  readonly connectors: Readonly<Record<string, GitConnector>>;
  /** Each place at which one is named that is not there, that the caller may not view, or that cannot be used. */
  readonly problems: readonly Problem[];
}

/** More than this no execution keeps, for the sake of a reference that only it can work out. */
const MOST_CONNECTORS = 500;

/**
 * The stored connectors to git that a pipeline names, as they are now: an execution keeps them (I11). An expression
 * brings all that it could mean, as far as the caller may view them.
 */
export async function gitConnectorsFor(
  needs: ReferenceNeeds,
  caller: Caller,
  scope: Scope,
  pipeline: Pipeline,
): Promise<GitConnectorsFound> {
  const found = new Map<string, GitConnector>();
  const problems: Problem[] = [];
  const named = gitConnectorsUsed(pipeline);
  const open = named.find(({ expression }) => expression !== undefined);
  if (open !== undefined) {
    const all = await viewableConnectors(needs, caller, scope);
    for (const [reference, connector] of all) found.set(reference, connector);
    if (all.length > MOST_CONNECTORS) problems.push(tooMany(open));
  }
  for (const used of named) {
    if (used.expression !== undefined || found.has(used.reference)) continue;
    const read = await gitConnector(needs, caller, scope, used);
    if (read.ok) found.set(used.reference, read.value);
    else problems.push({ severity: 'error', code: 'bad-connector', ...used.at, ...read.error });
  }
  return { connectors: Object.fromEntries(found), problems };
}

async function viewableConnectors(
  needs: ReferenceNeeds,
  caller: Caller,
  around: Scope,
): Promise<readonly (readonly [string, GitConnector])[]> {
  const found: (readonly [string, GitConnector])[] = [];
  for (const level of LEVELS) {
    const scope = scopesAround(around)[level];
    const allowed = await authorise(needs, caller, 'core_connector_view', scope);
    if (!allowed.ok) continue;
    const filter = { kind: 'connector', scope } as const;
    const { items } = await needs.store.objects.list(filter, 0, MOST_CONNECTORS + 1);
    for (const { identifier, details } of items) {
      const read = readGitConnector(details, level);
      if (read.ok) found.push([refAt(level, identifier), read.value]);
    }
  }
  return found;
}

const tooMany = ({ at }: ConnectorReference): Problem => ({
  severity: 'error',
  code: 'too-many-objects',
  message: `There are more than ${MOST_CONNECTORS} connectors that this one could be: name it without an expression, or make it a runtime input.`,
  ...at,
});

async function gitConnector(
  needs: ReferenceNeeds,
  caller: Caller,
  around: Scope,
  { reference }: ConnectorReference,
): Promise<Result<GitConnector, Pick<Problem, 'message'>>> {
  const { level, identifier } = placeOf(reference);
  const scope = scopesAround(around)[level];
  const key = { kind: 'connector', scope, identifier, parent: '', label: '' } as const;
  const allowed = await authorise(needs, caller, 'core_connector_view', scope);
  const stored = allowed.ok ? await needs.store.objects.get(key) : null;
  if (stored === null) {
    const lost = { kind: 'connector', reference } as const;
    return refused({ message: await thereIsNo(needs, caller, around, lost) });
  }
  const read = readGitConnector(stored.details, level);
  return read.ok ? read : refused({ message: `The connector "${reference}" ${read.error}.` });
}
