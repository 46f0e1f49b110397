/** Overrides: variables that count where a service is deployed to an environment or infrastructure. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { page } from './envelope.ts';
import { answer, body, listed, none, removed, scoped } from './object-parts.ts';
import { requiredText, scopeQuery, text } from './query.ts';
import { objects } from './shapes/index.ts';

const OVERRIDES = '/ng/api/serviceOverrides';
/** The older spelling, which knows overrides of a service in an environment only. */
const OF_ENVIRONMENT = '/ng/api/environmentsV2/serviceOverrides';
const OVERRIDE = `${OVERRIDES}/{override}` as const;

const narrowed = z.extend(listed, {
  /** Only those of this environment, of this service, of this type. */
  environmentIdentifier: text(),
  serviceIdentifier: text(),
  type: text(),
});
const one = answer(objects.override);
const many = answer(page(objects.override));

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
    aliases: [`${OVERRIDES}/list`],
    permission: 'core_environment_view',
    query: narrowed,
    body: none,
    response: many,
  }),
  /** The same list as clients ask for it with a filter in the body, of which nothing narrows it. */
  listServiceOverridesV2: endpoint({
    method: 'POST',
    path: `${OVERRIDES}/v2/list`,
    permission: 'core_environment_view',
    query: narrowed,
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
    response: removed,
  }),

  /** Creates it, or saves it if there is one about the same. */
  saveEnvironmentOverride: endpoint({
    method: 'POST',
    path: OF_ENVIRONMENT,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: one,
  }),
  listEnvironmentOverrides: endpoint({
    method: 'GET',
    path: OF_ENVIRONMENT,
    permission: 'core_environment_view',
    query: narrowed,
    body: none,
    response: many,
  }),
  deleteEnvironmentOverride: endpoint({
    method: 'DELETE',
    path: OF_ENVIRONMENT,
    permission: 'core_environment_delete',
    query: z.object({
      ...scopeQuery,
      environmentIdentifier: requiredText(),
      serviceIdentifier: requiredText(),
    }),
    body: none,
    response: removed,
  }),
};
