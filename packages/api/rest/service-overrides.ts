/** Overrides: variables that count where a service is deployed to an environment or infrastructure. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page } from './envelope.ts';
import { eitherPageQuery, scopeQuery, text } from './query.ts';
import { objects } from './shapes/index.ts';

const OVERRIDES = '/ng/api/serviceOverrides';
const OVERRIDE = `${OVERRIDES}/{override}` as const;

const scoped = z.object(scopeQuery);
const listed = z.object({
  ...scopeQuery,
  ...eitherPageQuery,
  searchTerm: text(),
  /** Only those of this environment. */
  environmentIdentifier: text(),
});
const body = { kind: 'yaml' } as const;
const none = { kind: 'none' } as const;
const one = { kind: 'json', schema: envelope(objects.override) } as const;
const many = { kind: 'json', schema: envelope(page(objects.override)) } as const;

export const serviceOverrideEndpoints = {
  createServiceOverride: endpoint({
    method: 'POST',
    path: OVERRIDES,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: one,
  }),
  /** What it is about stands in the body, and says which override it is. */
  updateServiceOverride: endpoint({
    method: 'PUT',
    path: OVERRIDES,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: one,
  }),
  /** Creates it, or saves it if there is one about the same. */
  upsertServiceOverride: endpoint({
    method: 'POST',
    path: `${OVERRIDES}/upsert`,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: one,
  }),
  listServiceOverrides: endpoint({
    method: 'GET',
    path: OVERRIDES,
    permission: 'core_environment_view',
    query: listed,
    body: none,
    response: many,
  }),
  /** The same list as clients ask for it with a filter in the body, of which nothing narrows it. */
  listServiceOverridesV2: endpoint({
    method: 'POST',
    path: `${OVERRIDES}/v2/list`,
    permission: 'core_environment_view',
    query: listed,
    body: { kind: 'json', schema: z.nullable(z.object({})) },
    response: many,
  }),
  getServiceOverride: endpoint({
    method: 'GET',
    path: OVERRIDE,
    permission: 'core_environment_view',
    query: scoped,
    body: none,
    response: one,
  }),
  deleteServiceOverride: endpoint({
    method: 'DELETE',
    path: OVERRIDE,
    permission: 'core_environment_delete',
    query: scoped,
    body: none,
    response: { kind: 'json', schema: envelope(z.literal(true)) },
  }),
};
