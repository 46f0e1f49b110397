/** Groups of environments: create, read, change, list, delete. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { page } from './envelope.ts';
import { answer, body, listed, none, removed, scoped } from './object-parts.ts';
import { objects } from './shapes/index.ts';

const GROUPS = '/ng/api/environmentGroup';

export const environmentGroupEndpoints = {
  createEnvironmentGroup: endpoint({
    method: 'POST',
    path: GROUPS,
    permission: 'core_environmentgroup_edit',
    query: scoped,
    body,
    response: answer(objects.environmentGroup),
  }),
  /** The groups that a filter in the body means; only `searchTerm` narrows the list. */
  listEnvironmentGroups: endpoint({
    method: 'POST',
    path: `${GROUPS}/list`,
    permission: 'core_environmentgroup_view',
    query: listed,
    body: { kind: 'json', schema: z.nullable(z.object({})) },
    response: answer(page(objects.environmentGroup)),
  }),
  getEnvironmentGroup: endpoint({
    method: 'GET',
    path: `${GROUPS}/{environmentGroup}`,
    permission: 'core_environmentgroup_view',
    query: scoped,
    body: none,
    response: answer(objects.environmentGroup),
  }),
  updateEnvironmentGroup: endpoint({
    method: 'PUT',
    path: `${GROUPS}/{environmentGroup}`,
    permission: 'core_environmentgroup_edit',
    query: scoped,
    body,
    response: answer(objects.environmentGroup),
  }),
  deleteEnvironmentGroup: endpoint({
    method: 'DELETE',
    path: `${GROUPS}/{environmentGroup}`,
    permission: 'core_environmentgroup_delete',
    query: scoped,
    body: none,
    response: removed,
  }),
};
