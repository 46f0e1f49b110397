/** What stages deploy and where to, services, environments, infrastructures: create, read, change, list, delete. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { page } from './envelope.ts';
import { answer, body, listed, none, removed, scoped } from './object-parts.ts';
import { eitherPageQuery, requiredText, scopeQuery, text } from './query.ts';
import { objects } from './shapes/index.ts';

const inEnvironment = z.object({ ...scopeQuery, environmentIdentifier: requiredText() });

const SERVICES = '/ng/api/servicesV2';
const ENVIRONMENTS = '/ng/api/environmentsV2';
const INFRASTRUCTURES = '/ng/api/infrastructures';

export const serviceEndpoints = {
  createService: endpoint({
    method: 'POST',
    path: SERVICES,
    permission: 'core_service_edit',
    query: scoped,
    body,
    response: answer(objects.service),
  }),
  updateService: endpoint({
    method: 'PUT',
    path: SERVICES,
    permission: 'core_service_edit',
    query: scoped,
    body,
    response: answer(objects.service),
  }),
  /** Saves the object that is there, or else creates it. */
  upsertService: endpoint({
    method: 'PUT',
    path: `${SERVICES}/upsert`,
    permission: 'core_service_edit',
    query: scoped,
    body,
    response: answer(objects.service),
  }),
  listServices: endpoint({
    method: 'GET',
    path: SERVICES,
    permission: 'core_service_view',
    query: listed,
    body: none,
    response: answer(page(objects.service)),
  }),
  getService: endpoint({
    method: 'GET',
    path: `${SERVICES}/{service}`,
    permission: 'core_service_view',
    query: scoped,
    body: none,
    response: answer(objects.service),
  }),
  deleteService: endpoint({
    method: 'DELETE',
    path: `${SERVICES}/{service}`,
    permission: 'core_service_delete',
    query: scoped,
    body: none,
    response: removed,
  }),
};

export const environmentEndpoints = {
  createEnvironment: endpoint({
    method: 'POST',
    path: ENVIRONMENTS,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: answer(objects.environment),
  }),
  updateEnvironment: endpoint({
    method: 'PUT',
    path: ENVIRONMENTS,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: answer(objects.environment),
  }),
  upsertEnvironment: endpoint({
    method: 'PUT',
    path: `${ENVIRONMENTS}/upsert`,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: answer(objects.environment),
  }),
  listEnvironments: endpoint({
    method: 'GET',
    path: ENVIRONMENTS,
    permission: 'core_environment_view',
    query: listed,
    body: none,
    response: answer(page(objects.environment)),
  }),
  getEnvironment: endpoint({
    method: 'GET',
    path: `${ENVIRONMENTS}/{environment}`,
    permission: 'core_environment_view',
    query: scoped,
    body: none,
    response: answer(objects.environment),
  }),
  /** Takes its infrastructures with it. */
  deleteEnvironment: endpoint({
    method: 'DELETE',
    path: `${ENVIRONMENTS}/{environment}`,
    permission: 'core_environment_delete',
    query: scoped,
    body: none,
    response: removed,
  }),
};

export const infrastructureEndpoints = {
  createInfrastructure: endpoint({
    method: 'POST',
    path: INFRASTRUCTURES,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: answer(objects.infrastructure),
  }),
  updateInfrastructure: endpoint({
    method: 'PUT',
    path: INFRASTRUCTURES,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: answer(objects.infrastructure),
  }),
  upsertInfrastructure: endpoint({
    method: 'PUT',
    path: `${INFRASTRUCTURES}/upsert`,
    permission: 'core_environment_edit',
    query: scoped,
    body,
    response: answer(objects.infrastructure),
  }),
  listInfrastructures: endpoint({
    method: 'GET',
    path: INFRASTRUCTURES,
    permission: 'core_environment_view',
    query: z.object({
      ...scopeQuery,
      ...eitherPageQuery,
      searchTerm: text(),
      environmentIdentifier: requiredText(),
    }),
    body: none,
    response: answer(page(objects.infrastructure)),
  }),
  getInfrastructure: endpoint({
    method: 'GET',
    path: `${INFRASTRUCTURES}/{infrastructure}`,
    permission: 'core_environment_view',
    query: inEnvironment,
    body: none,
    response: answer(objects.infrastructure),
  }),
  deleteInfrastructure: endpoint({
    method: 'DELETE',
    path: `${INFRASTRUCTURES}/{infrastructure}`,
    permission: 'core_environment_delete',
    query: inEnvironment,
    body: none,
    response: removed,
  }),
};
