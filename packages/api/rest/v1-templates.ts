/** Templates in the v1 spelling, at each of the three levels: bare documents. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { integer, text } from './query.ts';
import { saidAround } from './said-around.ts';
import { instant } from './shapes/index.ts';

const fields = z.object({
  account: z.string(),
  org: z.nullable(z.string()),
  project: z.nullable(z.string()),
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  tags: z.record(z.string(), z.string()),
  version_label: z.string(),
  stable_template: z.boolean(),
  entity_type: z.string(),
  scope: z.enum(['account', 'org', 'project']),
  store_type: z.literal('INLINE'),
  yaml: z.string(),
  updated: instant,
});
export type V1Template = z.infer<typeof fields>;

const given = z.object({
  template_yaml: z.string(),
  is_stable: z.optional(z.nullable(z.boolean())),
  ...saidAround,
});
const query = z.object({ accountIdentifier: text() });
const saved = { kind: 'json', schema: fields } as const;
/** Some clients read the template itself, others what is under `template`. */
const read = { kind: 'json', schema: z.extend(fields, { template: fields }) } as const;
const none = { kind: 'none' } as const;
const body = { kind: 'json', schema: given } as const;

type Level = '/v1' | '/v1/orgs/{org}' | '/v1/orgs/{org}/projects/{project}';

const templatesAt = <const At extends Level>(level: At) => {
  const all = `${level}/templates` as const;
  const one = `${all}/{template}` as const;
  const version = `${one}/versions/{versionLabel}` as const;
  return {
    create: endpoint({
      method: 'POST',
      path: all,
      permission: 'core_template_edit',
      query,
      body,
      response: saved,
    }),
    /** The answer's header `X-Total-Elements` counts all that match. */
    list: endpoint({
      method: 'GET',
      path: all,
      permission: 'core_template_view',
      query: z.object({
        accountIdentifier: text(),
        search_term: text(),
        page: integer({ default: 0, min: 0, max: 1_000_000 }),
        limit: integer({ default: 30, min: 1, max: 1000 }),
      }),
      body: none,
      response: { kind: 'json', schema: z.array(fields) },
    }),
    /** The stable version. */
    get: endpoint({
      method: 'GET',
      path: one,
      permission: 'core_template_view',
      query,
      body: none,
      response: read,
    }),
    getVersion: endpoint({
      method: 'GET',
      path: version,
      permission: 'core_template_view',
      query,
      body: none,
      response: read,
    }),
    update: endpoint({
      method: 'PUT',
      path: version,
      permission: 'core_template_edit',
      query,
      body,
      response: saved,
    }),
    makeStable: endpoint({
      method: 'POST',
      path: `${version}/stable`,
      permission: 'core_template_edit',
      query,
      body: none,
      response: saved,
    }),
    delete: endpoint({
      method: 'DELETE',
      path: version,
      permission: 'core_template_delete',
      query,
      body: none,
      response: { kind: 'text' },
    }),
  };
};

const account = templatesAt('/v1');
const organization = templatesAt('/v1/orgs/{org}');
const project = templatesAt('/v1/orgs/{org}/projects/{project}');

export const v1TemplateEndpoints = {
  v1CreateAccountTemplate: account.create,
  v1ListAccountTemplates: account.list,
  v1GetAccountTemplate: account.get,
  v1GetAccountTemplateVersion: account.getVersion,
  v1UpdateAccountTemplate: account.update,
  v1MakeAccountTemplateStable: account.makeStable,
  v1DeleteAccountTemplate: account.delete,
  v1CreateOrgTemplate: organization.create,
  v1ListOrgTemplates: organization.list,
  v1GetOrgTemplate: organization.get,
  v1GetOrgTemplateVersion: organization.getVersion,
  v1UpdateOrgTemplate: organization.update,
  v1MakeOrgTemplateStable: organization.makeStable,
  v1DeleteOrgTemplate: organization.delete,
  v1CreateProjectTemplate: project.create,
  v1ListProjectTemplates: project.list,
  v1GetProjectTemplate: project.get,
  v1GetProjectTemplateVersion: project.getVersion,
  v1UpdateProjectTemplate: project.update,
  v1MakeProjectTemplateStable: project.makeStable,
  v1DeleteProjectTemplate: project.delete,
};
