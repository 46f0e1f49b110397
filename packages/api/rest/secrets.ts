/** Secrets: their values come in and never go out (I10). */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page } from './envelope.ts';
import { eitherPageQuery, scopeQuery, text } from './query.ts';
import { objects } from './shapes/index.ts';

const SECRETS = '/ng/api/v2/secrets';
const SECRET = `${SECRETS}/{secret}` as const;

const scoped = z.object(scopeQuery);
const listed = z.object({ ...scopeQuery, ...eitherPageQuery, searchTerm: text() });

export const secretEndpoints = {
  createSecret: endpoint({
    method: 'POST',
    path: SECRETS,
    aliases: [`${SECRETS}/yaml`],
    permission: 'core_secret_edit',
    query: scoped,
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: envelope(objects.secret) },
  }),
  /** Without a value in the body, the secret keeps the one it has. */
  updateSecret: endpoint({
    method: 'PUT',
    path: SECRET,
    aliases: [`${SECRET}/yaml`],
    permission: 'core_secret_edit',
    query: scoped,
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: envelope(objects.secret) },
  }),
  /** A file of text, in the field `file`; what a secret's document says stands in `spec`. */
  createSecretFile: endpoint({
    method: 'POST',
    path: `${SECRETS}/files`,
    permission: 'core_secret_edit',
    query: scoped,
    body: { kind: 'form' },
    response: { kind: 'json', schema: envelope(objects.secret) },
  }),
  /** Without a file in the form, the secret keeps the content that it has. */
  updateSecretFile: endpoint({
    method: 'PUT',
    path: `${SECRETS}/files/{secret}`,
    permission: 'core_secret_edit',
    query: scoped,
    body: { kind: 'form' },
    response: { kind: 'json', schema: envelope(objects.secret) },
  }),
  getSecret: endpoint({
    method: 'GET',
    path: SECRET,
    permission: 'core_secret_view',
    query: scoped,
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(objects.secret) },
  }),
  deleteSecret: endpoint({
    method: 'DELETE',
    path: SECRET,
    permission: 'core_secret_delete',
    query: scoped,
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(z.literal(true)) },
  }),
  listSecrets: endpoint({
    method: 'GET',
    path: SECRETS,
    permission: 'core_secret_view',
    query: listed,
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(page(objects.secret)) },
  }),
  listSecretsByFilter: endpoint({
    method: 'POST',
    path: `${SECRETS}/list/secrets`,
    aliases: [`${SECRETS}/list`],
    permission: 'core_secret_view',
    query: listed,
    body: { kind: 'json', schema: z.object({}) },
    response: { kind: 'json', schema: envelope(page(objects.secret)) },
  }),
  /** Seals every secret under a new master key; the old ones are forgotten. */
  rotateMasterKey: endpoint({
    method: 'POST',
    path: '/reprise/api/master-key/rotate',
    permission: 'core_account_edit',
    query: z.object({ accountIdentifier: text() }),
    body: { kind: 'none' },
    response: {
      kind: 'json',
      schema: z.object({ keyId: z.string(), resealed: z.number() }),
    },
  }),
};
