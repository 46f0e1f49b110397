/** What pipelines use, connectors and variables: create, read, change, list, delete. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { page } from './envelope.ts';
import { answer, body, listed, none, removed, scoped } from './object-parts.ts';
import { objects } from './shapes/index.ts';

const CONNECTORS = '/ng/api/connectors';
const VARIABLES = '/ng/api/variables';

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
