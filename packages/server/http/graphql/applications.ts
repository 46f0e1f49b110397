/** Projects as FirstGen's applications, and the pipelines in them. */
import { ok, refused, type Scope } from '@reprise/core';
import { askedVariables } from '@reprise/core/pipeline';
import type { Project, StoredPipeline } from '../../ports/index.ts';
import { refusal } from '../../use-cases/refusals.ts';
import { fullScope, type ScopeHint } from '../../use-cases/scopes/scope.ts';
import { variableShape } from './acts/variables.ts';
import { applicationHint, applicationIdOf, pipelineById, pipelineIdOf } from './ids.ts';
import { type ListFilter, readIds } from './lists/id-filter.ts';
import {
  connection,
  LARGEST_PAGE,
  type PageArguments,
  readWindow,
  windowOf,
} from './lists/paging.ts';
import { merged, placesOf } from './lists/several-places.ts';
import { refusalError, type Session, shown } from './session.ts';

/** Tags as FirstGen has them. */
export const tagsOf = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([name, value]) => ({ name, value }));

/** A project as an application. */
export function applicationShape(session: Session, project: Project) {
  const place = { orgId: project.orgIdentifier, projectId: project.identifier };
  return {
    id: applicationIdOf(place),
    name: project.name,
    description: project.description,
    tags: tagsOf(project.tags),
    pipelines: (page: PageArguments) =>
      listPipelines(session, [{ accountId: session.accountId, ...place }], page),
  };
}

/** The application that something belongs to. */
export async function applicationOf(session: Session, { accountId, orgId, projectId }: Scope) {
  const input = { scope: { accountId, orgId }, project: projectId };
  const found = await session.useCases.getProject(session.caller, input);
  return shown(found, (project) => applicationShape(session, project));
}

/** A pipeline as FirstGen shows it. */
export const pipelineShape = (session: Session, pipeline: StoredPipeline) => ({
  id: pipelineIdOf(pipeline.scope, pipeline.identifier),
  name: pipeline.name,
  description: pipeline.description,
  createdAt: pipeline.createdAt,
  tags: tagsOf(pipeline.tags),
  application: () => applicationOf(session, pipeline.scope),
  pipelineVariables: () => variablesOf(session, pipeline),
});

/** A template may ask for variables, too. */
async function variablesOf(session: Session, { scope, identifier }: StoredPipeline) {
  const input = { scope, pipeline: identifier, resolved: true };
  const read = await session.useCases.getPipeline(session.caller, input);
  return shown(read, ({ resolvedYaml }) =>
    askedVariables(resolvedYaml).map(({ name, type, asks }) =>
      variableShape(name, type, asks.default === undefined, asks),
    ),
  );
}

async function listPipelines(
  session: Session,
  scopes: readonly ScopeHint[],
  asked: PageArguments,
  lenient = false,
) {
  const window = windowOf(asked);
  if (!window.ok) return refusalError(window.error);
  const fetches = scopes.map((scope) => (page: number, size: number) => {
    return session.useCases.listPipelines(session.caller, { scope, page, size });
  });
  const [only] = fetches;
  const listed =
    only !== undefined && fetches.length === 1
      ? await readWindow(window.value, only)
      : await merged(fetches, window.value, { compare: newestChangeFirst, lenient });
  return shown(listed, (page) =>
    connection(page, window.value, ({ pipeline }) => pipelineShape(session, pipeline)),
  );
}

interface Listed {
  readonly pipeline: StoredPipeline;
}
const newestChangeFirst = ({ pipeline: one }: Listed, { pipeline: other }: Listed): number =>
  other.updatedAt - one.updatedAt || (one.identifier < other.identifier ? -1 : 1);

/** Those of the applications that the filters name; of all that the caller may see when they name none. */
async function filteredPipelines(session: Session, { filters, ...page }: PipelineListArguments) {
  const given = (filters ?? []).flatMap((filter) => filter?.application ?? []);
  const named = readIds('application', given);
  if (!named.ok) return refusalError(named.error);
  const places = await placesOf(session, named.value);
  return places.ok
    ? listPipelines(session, places.value, page, named.value.anyOf === null)
    : refusalError(places.error);
}

async function allProjects({ useCases, caller, accountId }: Session) {
  return useCases.listProjects(caller, { scope: { accountId } });
}

/** An application by its id. */
async function application(session: Session, id: string) {
  const { accountId, orgId, projectId } = fullScope(applicationHint(session, id));
  return applicationOf(session, { accountId, orgId, projectId });
}

/** The first application with this name, or with this identifier. */
async function applicationByName(session: Session, wanted: string) {
  const listed = await allProjects(session);
  const found = listed.ok
    ? (listed.value.find(({ name }) => name === wanted) ??
      listed.value.find(({ identifier }) => identifier === wanted))
    : undefined;
  if (!listed.ok) return refusalError(listed.error);
  if (found !== undefined) return applicationShape(session, found);
  const message = `There is no application ${wanted}.`;
  return refusalError(refusal('SCOPE_NOT_FOUND', message, { identifier: wanted }));
}

async function applications(session: Session, asked: PageArguments) {
  const window = windowOf(asked);
  if (!window.ok) return refusalError(window.error);
  const { limit, offset } = window.value;
  return shown(await allProjects(session), (all) =>
    connection(
      { items: all.slice(offset, offset + limit), total: all.length },
      window.value,
      (one) => applicationShape(session, one),
    ),
  );
}

/** The newest pipeline with this name, or the one with this identifier. */
async function pipelineByName(session: Session, scope: ScopeHint, wanted: string) {
  const { useCases, caller } = session;
  for (let page = 0; ; page += 1) {
    const input = { scope, search: wanted, page, size: LARGEST_PAGE };
    const listed = await useCases.listPipelines(caller, input);
    if (!listed.ok) return listed;
    const named = listed.value.items.find(({ pipeline }) => pipeline.name === wanted);
    if (named !== undefined) return ok(named.pipeline);
    if ((page + 1) * LARGEST_PAGE >= listed.value.total) break;
  }
  const found = await useCases.getPipeline(caller, { scope, pipeline: wanted });
  if (found.ok) return ok(found.value.pipeline);
  if (found.error.code !== 'PIPELINE_NOT_FOUND') return found;
  const message = `There is no pipeline ${wanted} in this application.`;
  return refused(refusal('PIPELINE_NOT_FOUND', message, { pipelineIdentifier: wanted }));
}

interface PipelineListArguments extends PageArguments {
  readonly filters?: readonly (PipelineFilter | null)[] | null;
}
interface PipelineFilter {
  readonly application?: ListFilter | null;
}

/** The fields of a query about applications and pipelines. */
export const applicationFields = (session: Session) => ({
  application: ({ applicationId }: { readonly applicationId: string }) =>
    application(session, applicationId),
  applicationByName: ({ name }: { readonly name: string }) => applicationByName(session, name),
  applications: (page: PageArguments) => applications(session, page),
  pipeline: async ({ pipelineId }: { readonly pipelineId: string }) => {
    const input = pipelineById(session, pipelineId);
    const found = await session.useCases.getPipeline(session.caller, input);
    return shown(found, ({ pipeline }) => pipelineShape(session, pipeline));
  },
  pipelineByName: async (named: {
    readonly applicationId: string;
    readonly pipelineName: string;
  }) => {
    const scope = applicationHint(session, named.applicationId);
    const found = await pipelineByName(session, scope, named.pipelineName);
    return shown(found, (pipeline) => pipelineShape(session, pipeline));
  },
  pipelines: (asked: PipelineListArguments) => filteredPipelines(session, asked),
});
