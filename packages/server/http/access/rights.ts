import { ok } from '@reprise/core';
import { isPermission, PERMISSIONS } from '@reprise/core/access';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { eitherPage } from '../rest-ng/objects.ts';
import { pageOf } from '../shapes/pages.ts';
import { shownAuditEntry, shownPermission, shownScope } from './shapes.ts';

/** What permissions there are, what the caller has of them, and what was done with them. */
export const rightsHandlers = (useCases: UseCases) =>
  ({
    listPermissions: async ({ context }) => ok(success(context)(PERMISSIONS.map(shownPermission))),
    checkAccess: async ({ body, context }) => {
      const asked = body.permissions.map((check) => ({
        ...check,
        scope: {
          accountId: check.resourceScope?.accountIdentifier || context.accountId,
          orgId: check.resourceScope?.orgIdentifier || undefined,
          projectId: check.resourceScope?.projectIdentifier || undefined,
        },
      }));
      const known = asked.flatMap(({ permission, scope, resourceIdentifier }) =>
        isPermission(permission)
          ? [{ permission, scope, resource: resourceIdentifier || undefined }]
          : [],
      );
      const answers = await useCases.checkAccess(context.caller, { checks: known });
      const { principal } = context.caller;
      const shown = map(answers, (permitted) => {
        const inOrder = permitted.values();
        return {
          principal: {
            principalIdentifier: principal.id ?? principal.name,
            principalType: principal.kind.toUpperCase().replace('-', '_'),
          },
          accessControlList: asked.map(({ permission, scope, ...check }) => ({
            permission,
            resourceScope: {
              ...shownScope({ accountId: scope.accountId ?? 'default' }),
              orgIdentifier: scope.orgId ?? null,
              projectIdentifier: scope.projectId ?? null,
            },
            resourceType: check.resourceType ?? null,
            resourceIdentifier: check.resourceIdentifier ?? null,
            // A permission that this server does not know is nobody's.
            permitted: isPermission(permission) && inOrder.next().value === true,
          })),
        };
      });
      return map(shown, success(context));
    },
    listAudit: async ({ query, context }) => {
      const pages = eitherPage(query);
      const input = { scope: scopeOfQuery(context, query), ...pages };
      const listed = await useCases.listAudit(context.caller, input);
      return map(
        map(listed, (found) => pageOf(found, pages, shownAuditEntry)),
        success(context),
      );
    },
  }) satisfies Partial<Handlers>;
