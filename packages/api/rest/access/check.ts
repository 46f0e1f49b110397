/** What the caller may do. */
import * as z from 'zod/mini';
import { endpoint } from '../endpoint.ts';
import { envelope } from '../envelope.ts';
import { scopeQuery } from '../query.ts';

const maybe = z.optional(z.nullable(z.string()));
const scope = z.object({
  accountIdentifier: z.string(),
  orgIdentifier: z.nullable(z.string()),
  projectIdentifier: z.nullable(z.string()),
});
const check = z.object({
  permission: z.string(),
  resourceScope: z.optional(
    z.nullable(
      z.object({ accountIdentifier: maybe, orgIdentifier: maybe, projectIdentifier: maybe }),
    ),
  ),
  resourceType: maybe,
  resourceIdentifier: maybe,
});

export const accessCheckEndpoints = {
  checkAccess: endpoint({
    method: 'POST',
    path: '/authz/api/acl',
    permission: 'own',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: z.object({ permissions: z.array(check) }) },
    response: {
      kind: 'json',
      schema: envelope(
        z.object({
          principal: z.object({ principalIdentifier: z.string(), principalType: z.string() }),
          accessControlList: z.array(
            z.object({
              permission: z.string(),
              resourceScope: scope,
              resourceType: z.nullable(z.string()),
              resourceIdentifier: z.nullable(z.string()),
              permitted: z.boolean(),
            }),
          ),
        }),
      ),
    },
  }),
};
