/** The hierarchy that everything lives in. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page } from './envelope.ts';
import { integer, scopeQuery, text } from './query.ts';

const account = z.object({ identifier: z.string(), name: z.string() });
const place = {
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  tags: z.record(z.string(), z.string()),
};
const organization = z.object({ organization: z.object(place) });
const project = z.object({ project: z.object({ orgIdentifier: z.string(), ...place }) });

/** What a client must say of a place, and what it may; anything else that it sends is left aside. */
const givenPlace = {
  identifier: z.string(),
  name: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  tags: z.optional(z.nullable(z.record(z.string(), z.string()))),
};
const givenOrganization = z.object({ organization: z.object(givenPlace) });
const givenProject = z.object({
  project: z.object({ ...givenPlace, orgIdentifier: z.optional(z.nullable(z.string())) }),
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
  createOrganization: endpoint({
    method: 'POST',
    path: '/ng/api/organizations',
    permission: 'core_organization_create',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: givenOrganization },
    response: { kind: 'json', schema: envelope(organization) },
  }),
  updateOrganization: endpoint({
    method: 'PUT',
    path: '/ng/api/organizations/{org}',
    permission: 'core_organization_edit',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: givenOrganization },
    response: { kind: 'json', schema: envelope(organization) },
  }),
  deleteOrganization: endpoint({
    method: 'DELETE',
    path: '/ng/api/organizations/{org}',
    permission: 'core_organization_delete',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(z.literal(true)) },
  }),
  createProject: endpoint({
    method: 'POST',
    path: '/ng/api/projects',
    permission: 'core_project_create',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: givenProject },
    response: { kind: 'json', schema: envelope(project) },
  }),
  updateProject: endpoint({
    method: 'PUT',
    path: '/ng/api/projects/{project}',
    permission: 'core_project_edit',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: givenProject },
    response: { kind: 'json', schema: envelope(project) },
  }),
  deleteProject: endpoint({
    method: 'DELETE',
    path: '/ng/api/projects/{project}',
    permission: 'core_project_delete',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(z.literal(true)) },
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
