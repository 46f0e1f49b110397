import type { BodyOf, Endpoints, V1InputSet } from '@reprise/api';
import type { UseCases } from '../../use-cases/index.ts';
import type { CheckedInputSet } from '../../use-cases/pipelines/input-sets.ts';
import type { Handlers } from '../handler.ts';
import { document, map, pageHeaders, scopeOfPath } from '../replies.ts';
import { inputSetDocument } from '../shapes/input-set.ts';
import { aroundIn } from './said-around.ts';

/** Input sets and overlays in the v1 spelling: bare documents. */
export const v1InputSetHandlers = (useCases: UseCases) =>
  ({
    v1CreateInputSet: async ({ path, query: { pipeline }, body, context }) => {
      const input = { scope: scopeOfPath(context, path), pipeline, ...givenIn(body) };
      return map(map(await useCases.createInputSet(context.caller, input), v1InputSet), document);
    },
    v1UpdateInputSet: async ({ path, query: { pipeline }, body, context }) => {
      const { inputSet } = path;
      const where = { scope: scopeOfPath(context, path), pipeline, inputSet };
      const saved = await useCases.updateInputSet(context.caller, { ...where, ...givenIn(body) });
      return map(map(saved, v1InputSet), document);
    },
    v1GetInputSet: async ({ path, query: { pipeline }, context }) => {
      const input = { scope: scopeOfPath(context, path), pipeline, inputSet: path.inputSet };
      return map(map(await useCases.getInputSet(context.caller, input), v1InputSet), document);
    },
    v1DeleteInputSet: async ({ path, query: { pipeline }, context }) => {
      const input = { scope: scopeOfPath(context, path), pipeline, inputSet: path.inputSet };
      const removed = await useCases.deleteInputSet(context.caller, input);
      return map(removed, () => ({ status: 204, text: '' }));
    },
    v1ListInputSets: async ({ path, query, context }) => {
      const { pipeline, search_term: search, page, limit: size } = query;
      const input = { scope: scopeOfPath(context, path), pipeline, search, page, size };
      return map(await useCases.listInputSets(context.caller, input), ({ items, total }) => ({
        document: items.map(v1InputSet),
        headers: pageHeaders(total, query),
      }));
    },
  }) satisfies Partial<Handlers>;

/** The YAML, and what is said around it. */
const givenIn = (body: BodyOf<Endpoints['v1CreateInputSet']>) => ({
  yaml: body.input_set_yaml,
  around: aroundIn(body),
});

function v1InputSet(checked: CheckedInputSet): V1InputSet {
  const shown = inputSetDocument(checked);
  return {
    account: shown.accountId,
    org: shown.orgIdentifier,
    project: shown.projectIdentifier,
    identifier: shown.identifier,
    name: shown.name,
    description: shown.description,
    tags: shown.tags,
    input_set_yaml: checked.object.yaml,
    git_details: null,
    store_type: 'INLINE',
    valid: !shown.isOutdated,
    problems: shown.problems,
    created: shown.createdAt,
    updated: shown.lastUpdatedAt,
  };
}
