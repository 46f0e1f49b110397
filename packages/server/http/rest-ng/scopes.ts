import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
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
          (organization) => ({ organization: { ...organization } }),
        ),
      );
      return map(shown, success(context));
    },
    getOrganization: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), org: path.org };
      const found = await useCases.getOrganization(context.caller, input);
      return map(
        map(found, (organization) => ({ organization: { ...organization } })),
        success(context),
      );
    },
    listProjects: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const all = await useCases.listProjects(context.caller, { scope });
      const shown = map(all, (projects) =>
        pageFrom(
          projects.filter(({ name, identifier }) => contains(query.searchTerm, name, identifier)),
          pageOf(query),
          (project) => ({ project: { ...project } }),
        ),
      );
      return map(shown, success(context));
    },
    getProject: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), project: path.project };
      const found = await useCases.getProject(context.caller, input);
      return map(
        map(found, (project) => ({ project: { ...project } })),
        success(context),
      );
    },
  }) satisfies Partial<Handlers>;
