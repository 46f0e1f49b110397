import { ok, refused, type Scope } from '@reprise/core';
import type { PlaceFacts, StoredVariable, Surroundings } from '@reprise/core/execution';
import { buildsSomething, inputData, wantedObjects } from '@reprise/core/pipeline';
import type { Definition, ObjectScope, StoredObject } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { deployedObjects } from '../objects/deployed-objects.ts';
import { scopesAround } from '../objects/object-scope.ts';
import { overridesFor } from '../objects/overrides.ts';
import { connectorsFor } from '../objects/stored-connectors.ts';
import { yamlRefusal } from '../refusals.ts';

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
  const {
    git: gitConnectors,
    images,
    problems,
  } = await connectorsFor(needs, caller, scope, pipeline);
  if (problems.length > 0) {
    const summary = 'The pipeline names connectors that it cannot use:';
    return refused(yamlRefusal('INVALID_PIPELINE', summary, problems));
  }
  const deployed = await deployedObjects(needs, caller, scope, wantedObjects(pipeline));
  if (deployed.problems.length > 0) {
    const summary = 'The pipeline cannot run:';
    return refused(yamlRefusal('INVALID_PIPELINE', summary, deployed.problems));
  }
  const overrides = await overridesFor(needs, scope, deployed.objects);
  if (!overrides.ok) return overrides;
  const { ciDelegates = {}, publicUrl } = needs.settings;
  const mapped = buildsSomething(pipeline) && Object.keys(ciDelegates).length > 0;
  const all: Surroundings = {
    ...(ASKS_FOR_PLACES.test(yaml) ? await placesOf(needs, scope) : {}),
    ...(ASKS_FOR_VARIABLES.test(yaml) ? { variables: await variablesOf(needs, scope) } : {}),
    ...(Object.keys(gitConnectors).length > 0 ? { gitConnectors } : {}),
    ...(images === null ? {} : { imageConnectors: images }),
    ...(ASKS_FOR_INPUTS.test(yaml) ? { inputs: inputData(inputsYaml) } : {}),
    ...(saysWhere(definition) && publicUrl !== undefined ? { publicUrl } : {}),
    ...(mapped ? { ciDelegates } : {}),
    ...(deployed.objects.length > 0 ? { objects: deployed.objects } : {}),
    ...(Object.keys(deployed.groups).length > 0 ? { environmentGroups: deployed.groups } : {}),
    ...(overrides.value.length > 0 ? { overrides: overrides.value } : {}),
  };
  return ok(Object.keys(all).length === 0 ? undefined : all);
}

/** Whether people are told the address of the execution: by an expression, or by a notification. */
const saysWhere = ({ compiledYaml, pipeline }: Definition): boolean =>
  ASKS_FOR_URL.test(compiledYaml) || pipeline.notificationRules !== undefined;

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
