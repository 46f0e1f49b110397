import type { Scope } from '@reprise/core';
import type { PlaceFacts, StoredVariable, Surroundings } from '@reprise/core/execution';
import { inputData } from '@reprise/core/pipeline';
import type { Definition, ObjectScope, StoredObject } from '../ports/index.ts';
import type { UseCaseNeeds } from './needs.ts';
import { scopesAround } from './object-scope.ts';

/** The names at which expressions begin to ask for it. A text that only looks so costs a few bytes more. */
const ASKS_FOR_VARIABLES = /\bvariable\b/;
const ASKS_FOR_PLACES = /\b(?:account|org|project)\b/;
const ASKS_FOR_INPUTS = /\binputSet\b/;
const ASKS_FOR_URL = /\bexecutionUrl\b/;
/** How many variables are read at once. */
const BATCH = 1000;

/**
 * What stands around a pipeline and what its YAML may ask for, as it is now: an execution keeps it (I11). Undefined when
 * it asks for nothing.
 */
export async function surroundingsOf(
  needs: UseCaseNeeds,
  scope: Scope,
  { compiledYaml: yaml, inputsYaml }: Pick<Definition, 'compiledYaml' | 'inputsYaml'>,
): Promise<Surroundings | undefined> {
  const places = ASKS_FOR_PLACES.test(yaml) ? await placesOf(needs, scope) : {};
  const variables = ASKS_FOR_VARIABLES.test(yaml)
    ? { variables: await variablesOf(needs, scope) }
    : {};
  const { publicUrl } = needs.settings;
  const all: Surroundings = {
    ...places,
    ...variables,
    ...(ASKS_FOR_INPUTS.test(yaml) ? { inputs: inputData(inputsYaml) } : {}),
    ...(ASKS_FOR_URL.test(yaml) && publicUrl !== undefined ? { publicUrl } : {}),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}

async function placesOf(
  { store: { scopes } }: UseCaseNeeds,
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
  needs: UseCaseNeeds,
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
  { store: { objects } }: UseCaseNeeds,
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
