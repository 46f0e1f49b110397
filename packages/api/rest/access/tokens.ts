/** API keys and the tokens in them. */
import * as z from 'zod/mini';
import { endpoint } from '../endpoint.ts';
import { envelope, page } from '../envelope.ts';
import { eitherPageQuery, requiredText, scopeQuery, text } from '../query.ts';

const maybe = z.optional(z.nullable(z.string()));
const keyType = z.enum(['USER', 'SERVICE_ACCOUNT']);

const apiKey = z.object({
  identifier: z.string(),
  name: z.string(),
  apiKeyType: keyType,
  parentIdentifier: z.string(),
  accountIdentifier: z.string(),
});
const token = z.object({
  identifier: z.string(),
  name: z.string(),
  apiKeyIdentifier: z.string(),
  apiKeyType: keyType,
  parentIdentifier: z.string(),
  accountIdentifier: z.string(),
  validFrom: z.number(),
  validTo: z.nullable(z.number()),
  valid: z.boolean(),
});

/** Whose keys: the caller's own when no parent is named. */
const owner = { ...scopeQuery, apiKeyType: text(), parentIdentifier: text() };
const inKey = { ...owner, apiKeyIdentifier: requiredText() };
const given = {
  identifier: z.string(),
  name: maybe,
  apiKeyType: z.optional(keyType),
  parentIdentifier: maybe,
};
const none = { kind: 'none' } as const;
const answer = <Data extends z.ZodMiniType>(data: Data) =>
  ({ kind: 'json', schema: envelope(data) }) as const;

export const tokenEndpoints = {
  listApiKeys: endpoint({
    method: 'GET',
    path: '/ng/api/apikey',
    permission: 'own',
    query: z.object(owner),
    body: none,
    response: answer(z.array(apiKey)),
  }),
  createApiKey: endpoint({
    method: 'POST',
    path: '/ng/api/apikey',
    permission: 'own',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: z.object(given) },
    response: answer(apiKey),
  }),
  deleteApiKey: endpoint({
    method: 'DELETE',
    path: '/ng/api/apikey/{apiKey}',
    permission: 'own',
    query: z.object(owner),
    body: none,
    response: answer(z.literal(true)),
  }),
  listTokens: endpoint({
    method: 'GET',
    path: '/ng/api/token/aggregate',
    permission: 'own',
    query: z.object({ ...inKey, ...eitherPageQuery }),
    body: none,
    response: answer(
      page(
        z.object({
          token,
          createdAt: z.number(),
          lastModifiedAt: z.number(),
          lastUsedAt: z.nullable(z.number()),
          expiryAt: z.nullable(z.number()),
        }),
      ),
    ),
  }),
  /** Answers with the token itself, this once. */
  createToken: endpoint({
    method: 'POST',
    path: '/ng/api/token',
    permission: 'own',
    query: z.object(scopeQuery),
    body: {
      kind: 'json',
      schema: z.object({
        ...given,
        apiKeyIdentifier: z.string(),
        validTo: z.optional(z.nullable(z.number())),
      }),
    },
    response: answer(z.string()),
  }),
  rotateToken: endpoint({
    method: 'POST',
    path: '/ng/api/token/rotate/{token}',
    permission: 'own',
    query: z.object(inKey),
    body: none,
    response: answer(z.string()),
  }),
  deleteToken: endpoint({
    method: 'DELETE',
    path: '/ng/api/token/{token}',
    permission: 'own',
    query: z.object(inKey),
    body: none,
    response: answer(z.literal(true)),
  }),
  validateToken: endpoint({
    method: 'POST',
    path: '/ng/api/token/validate',
    permission: 'own',
    query: z.object(scopeQuery),
    body: { kind: 'yaml' },
    response: answer(z.object({ valid: z.boolean(), accountIdentifier: z.nullable(z.string()) })),
  }),
};
