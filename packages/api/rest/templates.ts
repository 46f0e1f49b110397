/** Templates: create, read, change, list, delete, and which version is the stable one. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page } from './envelope.ts';
import { pageQuery, scopeQuery, text } from './query.ts';
import { instant } from './shapes/index.ts';

export const template = z.object({
  accountId: z.string(),
  orgIdentifier: z.nullable(z.string()),
  projectIdentifier: z.nullable(z.string()),
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  tags: z.record(z.string(), z.string()),
  versionLabel: z.string(),
  stableTemplate: z.boolean(),
  templateEntityType: z.string(),
  templateScope: z.enum(['account', 'org', 'project']),
  yaml: z.string(),
  version: z.number(),
  createdAt: instant,
  lastUpdatedAt: instant,
});
export type Template = z.infer<typeof template>;

const one = { kind: 'json', schema: envelope(template) } as const;
const none = { kind: 'none' } as const;
const yaml = { kind: 'yaml' } as const;
const scoped = z.object(scopeQuery);
const TEMPLATES = '/template/api/templates';

export const templateEndpoints = {
  createTemplate: endpoint({
    method: 'POST',
    path: TEMPLATES,
    permission: 'core_template_edit',
    query: scoped,
    body: yaml,
    response: one,
  }),
  updateTemplate: endpoint({
    method: 'PUT',
    path: `${TEMPLATES}/update/{template}/{versionLabel}`,
    permission: 'core_template_edit',
    query: scoped,
    body: yaml,
    response: one,
  }),
  /** Makes this version the one that references without a label mean. */
  makeTemplateStable: endpoint({
    method: 'PUT',
    path: `${TEMPLATES}/updateStableTemplate/{template}/{versionLabel}`,
    permission: 'core_template_edit',
    query: scoped,
    body: none,
    response: one,
  }),
  /** The stable version, unless the query names another. */
  getTemplate: endpoint({
    method: 'GET',
    path: `${TEMPLATES}/{template}`,
    permission: 'core_template_view',
    query: z.object({ ...scopeQuery, versionLabel: text() }),
    body: none,
    response: one,
  }),
  deleteTemplate: endpoint({
    method: 'DELETE',
    path: `${TEMPLATES}/{template}/{versionLabel}`,
    permission: 'core_template_delete',
    query: scoped,
    body: none,
    response: { kind: 'json', schema: envelope(z.literal(true)) },
  }),
  listTemplates: endpoint({
    method: 'POST',
    path: `${TEMPLATES}/list`,
    aliases: [`${TEMPLATES}/list-metadata`],
    permission: 'core_template_view',
    query: z.object({ ...scopeQuery, ...pageQuery, searchTerm: text() }),
    body: { kind: 'json', schema: z.object({ filterType: z.optional(z.string()) }) },
    response: { kind: 'json', schema: envelope(page(template)) },
  }),
};
