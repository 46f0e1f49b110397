import type { BodyOf, Endpoints, V1Template } from '@reprise/api';
import type { UseCases } from '../../use-cases/index.ts';
import type { TemplateVersion } from '../../use-cases/pipelines/templates.ts';
import type { ScopeHint } from '../../use-cases/scopes/scope.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { document, map, pageHeaders } from '../replies.ts';
import { templateDocument } from '../shapes/template.ts';
import { aroundIn } from './said-around.ts';

/** The level that a path names; with neither part, the account. */
interface Level {
  readonly org?: string;
  readonly project?: string;
}
interface One {
  readonly template: string;
  readonly versionLabel?: string;
}
interface At<Path> {
  readonly path: Level & Path;
  readonly context: RequestContext;
}
interface Given {
  readonly body: BodyOf<Endpoints['v1CreateProjectTemplate']>;
}
interface Paged {
  readonly query: {
    readonly search_term: string | undefined;
    readonly page: number;
    readonly limit: number;
  };
}

const scopeAt = ({ accountId }: RequestContext, { org, project }: Level): ScopeHint => ({
  accountId,
  orgId: org,
  projectId: project,
});

const targetOf = ({ path, context }: At<One>) => ({
  scope: scopeAt(context, path),
  template: path.template,
  versionLabel: path.versionLabel,
});

/** Templates in the v1 spelling, the same at each level. */
export const v1TemplateHandlers = (useCases: UseCases) => {
  /** What was stored, as the stable version if the request wants that. */
  const stableIfAsked = async (
    { caller }: RequestContext,
    scope: ScopeHint,
    { is_stable: asked }: Given['body'],
    stored: Awaited<ReturnType<UseCases['createTemplate']>>,
  ) => {
    if (!stored.ok || asked !== true || stored.value.isStable) return stored;
    const { identifier: template, label: versionLabel } = stored.value.object;
    return useCases.makeTemplateStable(caller, { scope, template, versionLabel });
  };
  const create = async ({ path, body, context }: At<object> & Given) => {
    const scope = scopeAt(context, path);
    const input = { scope, yaml: body.template_yaml, around: aroundIn(body) };
    const created = await useCases.createTemplate(context.caller, input);
    const stored = await stableIfAsked(context, scope, body, created);
    return map(map(stored, v1Template), document);
  };
  const list = async ({ path, query, context }: At<object> & Paged) => {
    const { search_term: search, page, limit } = query;
    const input = { scope: scopeAt(context, path), search, page, size: limit };
    const listed = await useCases.listTemplates(context.caller, input);
    return map(listed, ({ items, total }) => ({
      document: items.map(v1Template),
      headers: pageHeaders(total, query),
    }));
  };
  const get = async (asked: At<One>) => {
    const found = await useCases.getTemplate(asked.context.caller, targetOf(asked));
    return map(map(found, v1Read), document);
  };
  const update = async ({ body, ...asked }: At<One> & Given) => {
    const { context } = asked;
    const target = targetOf(asked);
    const input = { ...target, yaml: body.template_yaml, around: aroundIn(body) };
    const saved = await useCases.updateTemplate(context.caller, input);
    const stored = await stableIfAsked(context, target.scope, body, saved);
    return map(map(stored, v1Template), document);
  };
  const makeStable = async (asked: At<One>) => {
    const saved = await useCases.makeTemplateStable(asked.context.caller, targetOf(asked));
    return map(map(saved, v1Template), document);
  };
  const remove = async (asked: At<One>) => {
    const removed = await useCases.deleteTemplate(asked.context.caller, targetOf(asked));
    return map(removed, () => ({ status: 204, text: '' }));
  };
  return {
    v1CreateAccountTemplate: create,
    v1ListAccountTemplates: list,
    v1GetAccountTemplate: get,
    v1GetAccountTemplateVersion: get,
    v1UpdateAccountTemplate: update,
    v1MakeAccountTemplateStable: makeStable,
    v1DeleteAccountTemplate: remove,
    v1CreateOrgTemplate: create,
    v1ListOrgTemplates: list,
    v1GetOrgTemplate: get,
    v1GetOrgTemplateVersion: get,
    v1UpdateOrgTemplate: update,
    v1MakeOrgTemplateStable: makeStable,
    v1DeleteOrgTemplate: remove,
    v1CreateProjectTemplate: create,
    v1ListProjectTemplates: list,
    v1GetProjectTemplate: get,
    v1GetProjectTemplateVersion: get,
    v1UpdateProjectTemplate: update,
    v1MakeProjectTemplateStable: makeStable,
    v1DeleteProjectTemplate: remove,
  } satisfies Partial<Handlers>;
};

function v1Template(version: TemplateVersion): V1Template {
  const shown = templateDocument(version);
  return {
    account: shown.accountId,
    org: shown.orgIdentifier,
    project: shown.projectIdentifier,
    identifier: shown.identifier,
    name: shown.name,
    description: shown.description,
    tags: shown.tags,
    version_label: shown.versionLabel,
    stable_template: shown.stableTemplate,
    entity_type: shown.templateEntityType,
    scope: shown.templateScope,
    store_type: 'INLINE',
    yaml: shown.yaml,
    updated: shown.lastUpdatedAt,
  };
}

const v1Read = (version: TemplateVersion) => {
  const shown = v1Template(version);
  return { ...shown, template: shown };
};
