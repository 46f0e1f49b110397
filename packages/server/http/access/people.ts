import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { eitherPage } from '../rest-ng/objects.ts';
import { pageFrom } from '../shapes/pages.ts';
import { shownGroup, shownServiceAccount, shownUser } from './shapes.ts';

const done = () => true as const;

const contains = (search: string | undefined, ...texts: readonly string[]): boolean =>
  search === undefined || texts.some((text) => text.toLowerCase().includes(search.toLowerCase()));

/** What a client leaves out is empty, and the name is the identifier. */
const named = (given: {
  readonly identifier: string;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
}) => ({
  identifier: given.identifier,
  name: given.name || given.identifier,
  description: given.description ?? '',
});

/** Users and their groups. */
export const userHandlers = (useCases: UseCases) =>
  ({
    currentUser: async ({ context }) => {
      const found = await useCases.getCurrentUser(context.caller, null);
      const shown = map(found, ({ id, name, email }) => ({
        uuid: id ?? name,
        name,
        email: email ?? '',
        locked: false,
        disabled: false,
        externallyManaged: false as const,
        twoFactorAuthenticationEnabled: false as const,
        defaultAccountId: context.accountId ?? 'default',
      }));
      return map(shown, success(context));
    },
    listUsers: async ({ query, context }) => {
      const all = await useCases.listUsers(context.caller, { scope: scopeOfQuery(context, query) });
      const shown = map(all, (users) =>
        pageFrom(
          users.filter(({ body }) => contains(query.searchTerm, body.name, body.email)),
          eitherPage(query),
          (user) => ({ user: shownUser(user), roleAssignmentMetadata: [] }),
        ),
      );
      return map(shown, success(context));
    },
    inviteUsers: async ({ query, body, context }) => {
      const input = { scope: scopeOfQuery(context, query), emails: body.emails };
      const invited = await useCases.inviteUsers(context.caller, input);
      const shown = map(invited, (all) => ({
        addUserResponseMap: Object.fromEntries(
          all.map(({ user, secret }) => [
            user.body.email,
            secret === null ? 'USER_ALREADY_ADDED' : 'USER_INVITED_SUCCESSFULLY',
          ]),
        ),
        inviteSecrets: Object.fromEntries(
          all.flatMap(({ user, secret }) => (secret === null ? [] : [[user.body.email, secret]])),
        ),
      }));
      return map(shown, success(context));
    },
    deleteUser: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), user: path.user };
      return map(map(await useCases.deleteUser(context.caller, input), done), success(context));
    },
    listUserGroups: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const all = await useCases.listGroups(context.caller, { scope });
      const shown = map(all, (groups) =>
        pageFrom(
          groups.filter(({ identifier, body }) =>
            contains(query.searchTerm, identifier, body.name),
          ),
          eitherPage(query),
          shownGroup,
        ),
      );
      return map(shown, success(context));
    },
    getUserGroup: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.group };
      return map(map(await useCases.getGroup(context.caller, input), shownGroup), success(context));
    },
    createUserGroup: async ({ query, body, context }) => {
      const scope = scopeOfQuery(context, query);
      const input = { scope, ...named(body), users: body.users ?? [] };
      const created = await useCases.createGroup(context.caller, input);
      return map(map(created, shownGroup), success(context));
    },
    updateUserGroup: async ({ query, body, context }) => {
      const scope = scopeOfQuery(context, query);
      const input = { scope, ...named(body), users: body.users ?? [] };
      const saved = await useCases.updateGroup(context.caller, input);
      return map(map(saved, shownGroup), success(context));
    },
    deleteUserGroup: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.group };
      const removed = await useCases.deleteGroup(context.caller, input);
      return map(map(removed, shownGroup), success(context));
    },
    addGroupMember: async ({ path, query, context }) => {
      const { group: identifier, user } = path;
      const input = { scope: scopeOfQuery(context, query), identifier, user, member: true };
      const saved = await useCases.setMember(context.caller, input);
      return map(map(saved, shownGroup), success(context));
    },
    removeGroupMember: async ({ path, query, context }) => {
      const { group: identifier, user } = path;
      const input = { scope: scopeOfQuery(context, query), identifier, user, member: false };
      const saved = await useCases.setMember(context.caller, input);
      return map(map(saved, shownGroup), success(context));
    },
  }) satisfies Partial<Handlers>;

/** Programs that may do something. */
export const serviceAccountHandlers = (useCases: UseCases) =>
  ({
    listServiceAccounts: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const all = await useCases.listServiceAccounts(context.caller, { scope });
      return map(
        map(all, (accounts) => accounts.map(shownServiceAccount)),
        success(context),
      );
    },
    createServiceAccount: async ({ query, body, context }) => {
      const scope = scopeOfQuery(context, query);
      const input = { scope, ...named(body), email: body.email ?? '' };
      const created = await useCases.createServiceAccount(context.caller, input);
      return map(map(created, shownServiceAccount), success(context));
    },
    updateServiceAccount: async ({ path, query, body, context }) => {
      const scope = scopeOfQuery(context, query);
      const identifier = path.serviceAccount;
      const input = { scope, ...named(body), identifier, email: body.email ?? '' };
      const saved = await useCases.updateServiceAccount(context.caller, input);
      return map(map(saved, shownServiceAccount), success(context));
    },
    deleteServiceAccount: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.serviceAccount };
      const removed = await useCases.deleteServiceAccount(context.caller, input);
      return map(map(removed, done), success(context));
    },
  }) satisfies Partial<Handlers>;
