import { type Json, ok, type Problem, type Result, refused, type Scope } from '@reprise/core';
import { type ConnectorLevel, readGitConnector, readImageConnector } from '@reprise/core/objects';
import { gitConnectorsUsed, imageConnectorsUsed, type Pipeline } from '@reprise/core/pipeline';
import type { ConnectorReference, GitConnector, ImageConnector } from '@reprise/core/step-types';
import type { Caller } from '../answer.ts';
import { authorise } from '../authorise.ts';
import { LEVELS, placeOf, refAt } from '../references/reference-place.ts';
import { type ReferenceNeeds, thereIsNo } from '../references/where-missing.ts';
import { scopesAround } from './object-scope.ts';

/** The stored connectors that a pipeline names, as they are now: an execution keeps them (I11). */
export interface ConnectorsFound {
  readonly git: ByReference<GitConnector>;
  /** Null when no image names one. */
  readonly images: ByReference<ImageConnector> | null;
  /** Each place at which one is named that is not there, that the caller may not view, or that cannot be used. */
  readonly problems: readonly Problem[];
}

type ByReference<Connector> = Readonly<Record<string, Connector>>;

/** What connectors are needed for, and how the details of one are read for that. */
interface Use<Connector> {
  readonly named: readonly ConnectorReference[];
  readonly read: (
    details: Readonly<Record<string, Json>>,
    level: ConnectorLevel,
  ) => Result<Connector, string>;
  /** What is there without being stored. */
  readonly builtIn?: ByReference<Connector>;
}

/** More than this no execution keeps, for the sake of a reference that only it can work out. */
const MOST_CONNECTORS = 500;

/** Harness has this one of its own, for images that everybody may pull. Whoever stores one of that name means that. */
export const BUILT_IN_CONNECTORS = { 'account.harnessImage': {} } as const;

/** An expression brings all connectors that it could mean, as far as the caller may view them. */
export async function connectorsFor(
  needs: ReferenceNeeds,
  caller: Caller,
  scope: Scope,
  pipeline: Pipeline,
): Promise<ConnectorsFound> {
  const problems: Problem[] = [];
  const seek = async <Connector>(use: Use<Connector>): Promise<ByReference<Connector>> => {
    const found = await connectorsOf(needs, caller, scope, use, problems);
    return Object.fromEntries(found);
  };
  const git = await seek({ named: gitConnectorsUsed(pipeline), read: readGitConnector });
  const named = imageConnectorsUsed(pipeline);
  const images = await seek({ named, read: readImageConnector, builtIn: BUILT_IN_CONNECTORS });
  return { git, images: named.length === 0 ? null : images, problems };
}

async function connectorsOf<Connector>(
  needs: ReferenceNeeds,
  caller: Caller,
  scope: Scope,
  use: Use<Connector>,
  problems: Problem[],
): Promise<ReadonlyMap<string, Connector>> {
  const found = new Map<string, Connector>();
  const open = use.named.find(({ expression }) => expression !== undefined);
  if (open !== undefined) {
    const all = await viewableConnectors(needs, caller, scope, use);
    for (const [reference, connector] of all) found.set(reference, connector);
    if (all.length > MOST_CONNECTORS) problems.push(tooMany(open));
  }
  for (const used of use.named) {
    if (used.expression !== undefined || found.has(used.reference)) continue;
    const read = await connectorNamed(needs, caller, scope, used, use);
    if (read.ok) found.set(used.reference, read.value);
    else problems.push({ severity: 'error', code: 'bad-connector', ...used.at, ...read.error });
  }
  return found;
}

async function viewableConnectors<Connector>(
  needs: ReferenceNeeds,
  caller: Caller,
  around: Scope,
  { read, builtIn = {} }: Use<Connector>,
): Promise<readonly (readonly [string, Connector])[]> {
  const found: (readonly [string, Connector])[] = Object.entries(builtIn);
  for (const level of LEVELS) {
    const scope = scopesAround(around)[level];
    const allowed = await authorise(needs, caller, 'core_connector_view', scope);
    if (!allowed.ok) continue;
    const filter = { kind: 'connector', scope } as const;
    const { items } = await needs.store.objects.list(filter, 0, MOST_CONNECTORS + 1);
    for (const { identifier, details } of items) {
      const connector = read(details, level);
      if (connector.ok) found.push([refAt(level, identifier), connector.value]);
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

async function connectorNamed<Connector>(
  needs: ReferenceNeeds,
  caller: Caller,
  around: Scope,
  { reference }: ConnectorReference,
  { read, builtIn = {} }: Use<Connector>,
): Promise<Result<Connector, Pick<Problem, 'message'>>> {
  const { level, identifier } = placeOf(reference);
  const scope = scopesAround(around)[level];
  const key = { kind: 'connector', scope, identifier, parent: '', label: '' } as const;
  const allowed = await authorise(needs, caller, 'core_connector_view', scope);
  const stored = allowed.ok ? await needs.store.objects.get(key) : null;
  if (stored === null) {
    const ours = Object.hasOwn(builtIn, reference) ? builtIn[reference] : undefined;
    if (ours !== undefined) return ok(ours);
    const lost = { kind: 'connector', reference } as const;
    return refused({ message: await thereIsNo(needs, caller, around, lost) });
  }
  const connector = read(stored.details, level);
  return connector.ok
    ? connector
    : refused({ message: `The connector "${reference}" ${connector.error}.` });
}
