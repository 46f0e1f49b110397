/** Services, environments, infrastructures, connectors, variables: create, read, change, list, delete. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page } from './envelope.ts';
import { eitherPageQuery, requiredText, scopeQuery, text } from './query.ts';
import { objects } from './shapes/index.ts';

/** A body is read as YAML or JSON, whatever it says that it is. */
const body = { kind: 'yaml' } as const;
const none = { kind: 'none' } as const;

const scoped = z.object(scopeQuery);
const listed = z.object({ ...scopeQuery, ...eitherPageQuery, searchTerm: text() });
const inEnvironment = z.object({ ...scopeQuery, environmentIdentifier: requiredText() });

const answer = <Schema extends z.ZodMiniType>(schema: Schema) =>
  ({ kind: 'json', schema: envelope(schema) }) as const;
const removed = answer(z.literal(true));

const SERVICES = '/ng/api/servicesV2';
const ENVIRONMENTS = '/ng/api/environmentsV2';
const INFRASTRUCTURES = '/ng/api/infrastructures';
const CONNECTORS = '/ng/api/connectors';
const VARIABLES = '/ng/api/variables';

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

export const connectorEndpoints = {
  createConnector: endpoint({
    method: 'POST',
    path: CONNECTORS,
    permission: 'core_connector_edit',
    query: scoped,
    body,
    response: answer(objects.connector),
  }),
  updateConnector: endpoint({
    method: 'PUT',
    path: CONNECTORS,
    permission: 'core_connector_edit',
    query: scoped,
    body,
    response: answer(objects.connector),
  }),
  listConnectors: endpoint({
    method: 'GET',
    path: CONNECTORS,
    permission: 'core_connector_view',
    query: listed,
    body: none,
    response: answer(page(objects.connector)),
  }),
  /** The same list as clients ask for it with a filter in the body; only `searchTerm` of it narrows the list. */
  listConnectorsV2: endpoint({
    method: 'POST',
    path: `${CONNECTORS}/listV2`,
    permission: 'core_connector_view',
    query: listed,
    body: { kind: 'json', schema: z.object({}) },
    response: answer(page(objects.connector)),
  }),
  /** Whether it leads to where it points: tried for connectors to git, and said of the others that it was not. */
  testConnector: endpoint({
    method: 'POST',
    path: `${CONNECTORS}/testConnection/{connector}`,
    permission: 'core_connector_access',
    query: scoped,
    body: { kind: 'json', schema: z.nullable(z.object({})) },
    response: answer(objects.connectorTest),
  }),
  getConnector: endpoint({
    method: 'GET',
    path: `${CONNECTORS}/{connector}`,
    permission: 'core_connector_view',
    query: scoped,
    body: none,
    response: answer(objects.connector),
  }),
  deleteConnector: endpoint({
    method: 'DELETE',
    path: `${CONNECTORS}/{connector}`,
    permission: 'core_connector_delete',
    query: scoped,
    body: none,
    response: removed,
  }),
};

export const variableEndpoints = {
  createVariable: endpoint({
    method: 'POST',
    path: VARIABLES,
    permission: 'core_variable_edit',
    query: scoped,
    body,
    response: answer(objects.variable),
  }),
  updateVariable: endpoint({
    method: 'PUT',
    path: VARIABLES,
    permission: 'core_variable_edit',
    query: scoped,
    body,
    response: answer(objects.variable),
  }),
  listVariables: endpoint({
    method: 'GET',
    path: VARIABLES,
    permission: 'core_variable_view',
    query: listed,
    body: none,
    response: answer(page(objects.variable)),
  }),
  getVariable: endpoint({
    method: 'GET',
    path: `${VARIABLES}/{variable}`,
    permission: 'core_variable_view',
    query: scoped,
    body: none,
    response: answer(objects.variable),
  }),
  deleteVariable: endpoint({
    method: 'DELETE',
    path: `${VARIABLES}/{variable}`,
    permission: 'core_variable_delete',
    query: scoped,
    body: none,
    response: removed,
  }),
};
