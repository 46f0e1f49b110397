import { ok, type Scope } from '@reprise/core';
import type { PlaceFacts, StoredVariable, Surroundings } from '@reprise/core/execution';
import { buildsSomething, inputData } from '@reprise/core/pipeline';
import type { Definition, ObjectScope, StoredObject } from '../ports/index.ts';
import type { Answer, Caller } from './answer.ts';
import { deployedObjects } from './deployed-objects.ts';
import { gitConnectorsFor } from './git-connectors.ts';
import type { UseCaseNeeds } from './needs.ts';
import { scopesAround } from './object-scope.ts';
import { overridesFor } from './overrides.ts';

/** The names at which expressions begin to ask for it. A text that only looks so costs a few bytes more. */
const ASKS_FOR_VARIABLES = /\bvariable\b/;
const ASKS_FOR_PLACES = /\b(?:account|org|project)\b/;
const ASKS_FOR_INPUTS = /\binputSet\b/;
const ASKS_FOR_URL = /\bexecutionUrl\b/;
/** How many variables are read at once. */
const BATCH = 1000;

/** What reading the surroundings needs. */
export interface SurroundingsNeeds extends Pick<UseCaseNeeds, 'store' | 'rights'> {
  readonly settings: Pick<UseCaseNeeds['settings'], 'ciDelegates' | 'publicUrl'>;
}

/**
 * What stands around a pipeline and what it may ask for, with the stored objects that it names, as it is now: an execution
 * keeps it (I11). Undefined when it asks for nothing; refused when something is named that the caller cannot use.
 */
export async function surroundingsOf(
  needs: SurroundingsNeeds,
  caller: Caller,
  scope: Scope,
  definition: Definition,
): Answer<Surroundings | undefined> {
  const { compiledYaml: yaml, inputsYaml, pipeline } = definition;
  const gitConnectors = await gitConnectorsFor(needs, caller, scope, pipeline);
  if (!gitConnectors.ok) return gitConnectors;
  const objects = await deployedObjects(needs, scope, pipeline);
  if (!objects.ok) return objects;
  const overrides = await overridesFor(needs, scope, objects.value);
  if (!overrides.ok) return overrides;
  const { ciDelegates = {}, publicUrl } = needs.settings;
  const mapped = buildsSomething(pipeline) && Object.keys(ciDelegates).length > 0;
  const all: Surroundings = {
    ...(ASKS_FOR_PLACES.test(yaml) ? await placesOf(needs, scope) : {}),
    ...(ASKS_FOR_VARIABLES.test(yaml) ? { variables: await variablesOf(needs, scope) } : {}),
    ...(Object.keys(gitConnectors.value).length > 0 ? { gitConnectors: gitConnectors.value } : {}),
    ...(ASKS_FOR_INPUTS.test(yaml) ? { inputs: inputData(inputsYaml) } : {}),
    ...(ASKS_FOR_URL.test(yaml) && publicUrl !== undefined ? { publicUrl } : {}),
    ...(mapped ? { ciDelegates } : {}),
    ...(objects.value.length > 0 ? { objects: objects.value } : {}),
    ...(overrides.value.length > 0 ? { overrides: overrides.value } : {}),
  };
  return ok(Object.keys(all).length === 0 ? undefined : all);
}

async function placesOf(
  { store: { scopes } }: Pick<UseCaseNeeds, 'store'>,
  { accountId, orgId, projectId }: Scope,
): Promise<Surroundings> {
  const organizations = await scopes.organizations(accountId);
  const projects = await scopes.projects(accountId, orgId);
  const org = organizations.find(({ identifier }) => identifier === orgId);
  const project = projects.find(({ identifier }) => identifier === projectId);
  return {
    account: { name: accountId, description: null, tags: {} },
    ...(org === undefined ? {} : { org: factsOf(org) }),
    ...(project === undefined ? {} : { project: factsOf(project) }),
  };
}

const factsOf = ({ name, description, tags }: PlaceFacts): PlaceFacts => ({
  name,
  description,
  tags,
});

async function variablesOf(
  needs: Pick<UseCaseNeeds, 'store'>,
  scope: Scope,
): Promise<NonNullable<Surroundings['variables']>> {
  const { account, org, project } = scopesAround(scope);
  return {
    account: await variablesAt(needs, account),
    org: await variablesAt(needs, org),
    project: await variablesAt(needs, project),
  };
}

async function variablesAt(
  { store: { objects } }: Pick<UseCaseNeeds, 'store'>,
  scope: ObjectScope,
): Promise<Readonly<Record<string, StoredVariable>>> {
  const found: StoredObject[] = [];
  for (;;) {
    const page = await objects.list({ kind: 'variable', scope }, found.length, BATCH);
    found.push(...page.items);
    if (page.items.length === 0 || found.length >= page.total) break;
  }
  return Object.fromEntries(found.map((each) => [each.identifier, variableOf(each)]));
}

const variableOf = ({ details: { type, value } }: StoredObject): StoredVariable => ({
  type: type === 'Secret' ? 'Secret' : 'String',
  value: typeof value === 'string' ? value : '',
});
