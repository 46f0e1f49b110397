/** The hierarchy that everything lives in. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page } from './envelope.ts';
import { integer, scopeQuery, text } from './query.ts';

const account = z.object({ identifier: z.string(), name: z.string() });
const organization = z.object({
  organization: z.object({ identifier: z.string(), name: z.string() }),
});
const project = z.object({
  project: z.object({ orgIdentifier: z.string(), identifier: z.string(), name: z.string() }),
});

const pages = {
  pageIndex: integer({ default: 0, min: 0, max: 1_000_000 }),
  pageSize: integer({ default: 50, min: 1, max: 1000 }),
  searchTerm: text(),
};

export const scopeEndpoints = {
  getAccount: endpoint({
    method: 'GET',
    path: '/ng/api/accounts/{account}',
    permission: 'core_account_view',
    query: z.object({ accountIdentifier: text() }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(account) },
  }),
  listOrganizations: endpoint({
    method: 'GET',
    path: '/ng/api/organizations',
    permission: 'core_organization_view',
    query: z.object({ ...scopeQuery, ...pages }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(page(organization)) },
  }),
  getOrganization: endpoint({
    method: 'GET',
    path: '/ng/api/organizations/{org}',
    permission: 'core_organization_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(organization) },
  }),
  listProjects: endpoint({
    method: 'GET',
    path: '/ng/api/projects',
    permission: 'core_project_view',
    query: z.object({ ...scopeQuery, ...pages }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(page(project)) },
  }),
  getProject: endpoint({
    method: 'GET',
    path: '/ng/api/projects/{project}',
    permission: 'core_project_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(project) },
  }),
};
