/** Users, user groups and service accounts. */
import * as z from 'zod/mini';
import { endpoint } from '../endpoint.ts';
import { envelope, page } from '../envelope.ts';
import { eitherPageQuery, scopeQuery, text } from '../query.ts';

const maybe = z.optional(z.nullable(z.string()));
const level = {
  accountIdentifier: z.string(),
  orgIdentifier: z.nullable(z.string()),
  projectIdentifier: z.nullable(z.string()),
};

const user = z.object({
  uuid: z.string(),
  name: z.string(),
  email: z.string(),
  locked: z.boolean(),
  disabled: z.boolean(),
  externallyManaged: z.literal(false),
  twoFactorAuthenticationEnabled: z.literal(false),
});
const currentUser = z.object({ ...user.shape, defaultAccountId: z.string() });

const group = z.object({
  identifier: z.string(),
  name: z.string(),
  description: z.string(),
  users: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  externallyManaged: z.literal(false),
  ...level,
});
const givenGroup = z.object({
  identifier: z.string(),
  name: maybe,
  description: maybe,
  users: z.optional(z.nullable(z.array(z.string()))),
});

const serviceAccount = z.object({
  identifier: z.string(),
  name: z.string(),
  email: z.string(),
  description: z.string(),
  tags: z.record(z.string(), z.string()),
  ...level,
});
const givenServiceAccount = z.object({
  identifier: z.string(),
  name: maybe,
  email: maybe,
  description: maybe,
});

const GROUPS = '/ng/api/user-groups';
const ACCOUNTS = '/ng/api/serviceaccount';
const query = z.object(scopeQuery);
const pagedQuery = z.object({ ...scopeQuery, ...eitherPageQuery, searchTerm: text() });
const lenient = { kind: 'json', schema: z.object({}) } as const;
const none = { kind: 'none' } as const;
const answer = <Data extends z.ZodMiniType>(data: Data) =>
  ({ kind: 'json', schema: envelope(data) }) as const;

export const peopleEndpoints = {
  currentUser: endpoint({
    method: 'GET',
    path: '/ng/api/user/currentUser',
    permission: 'own',
    query,
    body: none,
    response: answer(currentUser),
  }),
  listUsers: endpoint({
    method: 'POST',
    path: '/ng/api/user/aggregate',
    permission: 'core_user_view',
    query: pagedQuery,
    body: lenient,
    response: answer(page(z.object({ user, roleAssignmentMetadata: z.array(z.unknown()) }))),
  }),
  /** `inviteSecrets`: for each new user what makes the link `/login#invitation=…`, shown this once. */
  inviteUsers: endpoint({
    method: 'POST',
    path: '/ng/api/user/users',
    permission: 'core_user_invite',
    query,
    body: { kind: 'json', schema: z.object({ emails: z.array(z.string()) }) },
    response: answer(
      z.object({
        addUserResponseMap: z.record(z.string(), z.string()),
        inviteSecrets: z.record(z.string(), z.string()),
      }),
    ),
  }),
  deleteUser: endpoint({
    method: 'DELETE',
    path: '/ng/api/user/{user}',
    permission: 'core_user_manage',
    query,
    body: none,
    response: answer(z.literal(true)),
  }),
  listUserGroups: endpoint({
    method: 'GET',
    path: GROUPS,
    permission: 'core_usergroup_view',
    query: pagedQuery,
    body: none,
    response: answer(page(group)),
  }),
  getUserGroup: endpoint({
    method: 'GET',
    path: `${GROUPS}/{group}`,
    permission: 'core_usergroup_view',
    query,
    body: none,
    response: answer(group),
  }),
  createUserGroup: endpoint({
    method: 'POST',
    path: GROUPS,
    aliases: ['/ng/api/v2/user-groups'],
    permission: 'core_usergroup_manage',
    query,
    body: { kind: 'json', schema: givenGroup },
    response: answer(group),
  }),
  updateUserGroup: endpoint({
    method: 'PUT',
    path: GROUPS,
    aliases: ['/ng/api/v2/user-groups'],
    permission: 'core_usergroup_manage',
    query,
    body: { kind: 'json', schema: givenGroup },
    response: answer(group),
  }),
  deleteUserGroup: endpoint({
    method: 'DELETE',
    path: `${GROUPS}/{group}`,
    permission: 'core_usergroup_manage',
    query,
    body: none,
    response: answer(group),
  }),
  addGroupMember: endpoint({
    method: 'PUT',
    path: `${GROUPS}/{group}/member/{user}`,
    permission: 'core_usergroup_manage',
    query,
    body: none,
    response: answer(group),
  }),
  removeGroupMember: endpoint({
    method: 'DELETE',
    path: `${GROUPS}/{group}/member/{user}`,
    permission: 'core_usergroup_manage',
    query,
    body: none,
    response: answer(group),
  }),
  listServiceAccounts: endpoint({
    method: 'GET',
    path: ACCOUNTS,
    permission: 'core_serviceaccount_view',
    query,
    body: none,
    response: answer(z.array(serviceAccount)),
  }),
  createServiceAccount: endpoint({
    method: 'POST',
    path: ACCOUNTS,
    permission: 'core_serviceaccount_edit',
    query,
    body: { kind: 'json', schema: givenServiceAccount },
    response: answer(serviceAccount),
  }),
  updateServiceAccount: endpoint({
    method: 'PUT',
    path: `${ACCOUNTS}/{serviceAccount}`,
    permission: 'core_serviceaccount_edit',
    query,
    body: { kind: 'json', schema: givenServiceAccount },
    response: answer(serviceAccount),
  }),
  deleteServiceAccount: endpoint({
    method: 'DELETE',
    path: `${ACCOUNTS}/{serviceAccount}`,
    permission: 'core_serviceaccount_delete',
    query,
    body: none,
    response: answer(z.literal(true)),
  }),
};
