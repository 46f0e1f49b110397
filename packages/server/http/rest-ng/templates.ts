import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { pageOf } from '../shapes/pages.ts';
import { templateDocument } from '../shapes/template.ts';

/** Templates in the NG spelling. */
export const templateHandlers = (useCases: UseCases) =>
  ({
    createTemplate: async ({ query, body, context }) => {
      const input = { scope: scopeOfQuery(context, query), yaml: body };
      const created = await useCases.createTemplate(context.caller, input);
      return map(map(created, templateDocument), success(context));
    },
    updateTemplate: async ({ path, query, body, context }) => {
      const input = { ...path, scope: scopeOfQuery(context, query), yaml: body };
      const saved = await useCases.updateTemplate(context.caller, input);
      return map(map(saved, templateDocument), success(context));
    },
    makeTemplateStable: async ({ path, query, context }) => {
      const input = { ...path, scope: scopeOfQuery(context, query) };
      const saved = await useCases.makeTemplateStable(context.caller, input);
      return map(map(saved, templateDocument), success(context));
    },
    getTemplate: async ({ path, query, context }) => {
      const { versionLabel } = query;
      const input = { ...path, versionLabel, scope: scopeOfQuery(context, query) };
      const found = await useCases.getTemplate(context.caller, input);
      return map(map(found, templateDocument), success(context));
    },
    deleteTemplate: async ({ path, query, context }) => {
      const input = { ...path, scope: scopeOfQuery(context, query) };
      const removed = await useCases.deleteTemplate(context.caller, input);
      return map(
        map(removed, () => true as const),
        success(context),
      );
    },
    listTemplates: async ({ query, context }) => {
      const { page, size, searchTerm: search } = query;
      const input = { scope: scopeOfQuery(context, query), search, page, size };
      const listed = await useCases.listTemplates(context.caller, input);
      return map(
        map(listed, (items) => pageOf(items, { page, size }, templateDocument)),
        success(context),
      );
    },
  }) satisfies Partial<Handlers>;
