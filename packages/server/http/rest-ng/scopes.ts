import type { Organization, Project } from '../../ports/index.ts';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { pageFrom } from '../shapes/pages.ts';

const contains = (search: string | undefined, ...texts: readonly string[]): boolean =>
  search === undefined || texts.some((text) => text.toLowerCase().includes(search.toLowerCase()));

const pageOf = ({ pageIndex: page, pageSize: size }: { pageIndex: number; pageSize: number }) => ({
  page,
  size,
});

/** Accounts, organizations and projects. */
export const scopeHandlers = (useCases: UseCases) =>
  ({
    getAccount: async ({ path, context }) => {
      const scope = { accountId: path.account };
      const account = await useCases.getAccount(context.caller, { scope });
      return map(
        map(account, (identifier) => ({ identifier, name: identifier })),
        success(context),
      );
    },
    listOrganizations: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const all = await useCases.listOrganizations(context.caller, { scope });
      const shown = map(all, (organizations) =>
        pageFrom(
          organizations.filter(({ name, identifier }) =>
            contains(query.searchTerm, name, identifier),
          ),
          pageOf(query),
          shownOrganization,
        ),
      );
      return map(shown, success(context));
    },
    getOrganization: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), org: path.org };
      const found = await useCases.getOrganization(context.caller, input);
      return map(map(found, shownOrganization), success(context));
    },
    listProjects: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const all = await useCases.listProjects(context.caller, { scope });
      const shown = map(all, (projects) =>
        pageFrom(
          projects.filter(({ name, identifier }) => contains(query.searchTerm, name, identifier)),
          pageOf(query),
          shownProject,
        ),
      );
      return map(shown, success(context));
    },
    getProject: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), project: path.project };
      const found = await useCases.getProject(context.caller, input);
      return map(map(found, shownProject), success(context));
    },
    createOrganization: async ({ query, body, context }) => {
      const input = { scope: scopeOfQuery(context, query), given: body.organization };
      const created = await useCases.createOrganization(context.caller, input);
      return map(map(created, shownOrganization), success(context));
    },
    updateOrganization: async ({ path, query, body, context }) => {
      const scope = scopeOfQuery(context, query);
      const input = { scope, given: body.organization, identifier: path.org };
      const saved = await useCases.updateOrganization(context.caller, input);
      return map(map(saved, shownOrganization), success(context));
    },
    deleteOrganization: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.org };
      const removed = await useCases.deleteOrganization(context.caller, input);
      return map(map(removed, done), success(context));
    },
    createProject: async ({ query, body, context }) => {
      const input = { scope: projectScope(context, query, body), given: body.project };
      const created = await useCases.createProject(context.caller, input);
      return map(map(created, shownProject), success(context));
    },
    updateProject: async ({ path, query, body, context }) => {
      const scope = projectScope(context, query, body);
      const input = { scope, given: body.project, identifier: path.project };
      const saved = await useCases.updateProject(context.caller, input);
      return map(map(saved, shownProject), success(context));
    },
    deleteProject: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.project };
      const removed = await useCases.deleteProject(context.caller, input);
      return map(map(removed, done), success(context));
    },
  }) satisfies Partial<Handlers>;

const done = () => true as const;
const shownOrganization = (organization: Organization) => ({
  organization: { ...organization, tags: { ...organization.tags } },
});
const shownProject = (project: Project) => ({
  project: { ...project, tags: { ...project.tags } },
});

/** Clients name the organization of a project in the query, in the body, or in both. */
const projectScope = (
  context: RequestContext,
  query: { readonly orgIdentifier?: string | undefined },
  body: { readonly project: { readonly orgIdentifier?: string | null | undefined } },
) =>
  scopeOfQuery(context, {
    orgIdentifier: query.orgIdentifier ?? body.project.orgIdentifier ?? undefined,
  });
