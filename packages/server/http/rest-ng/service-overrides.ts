import { overrideIdentifier } from '@reprise/core/objects';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import * as shapes from '../shapes/objects.ts';
import { pageOf } from '../shapes/pages.ts';
import { callsOf, eitherPage, type Listed } from './objects.ts';

interface Narrowed extends Listed {
  readonly serviceIdentifier?: string | undefined;
  readonly type?: string | undefined;
}

/** What overrides services where they are deployed to. */
export function serviceOverrideHandlers(useCases: UseCases) {
  const overrides = callsOf(useCases, 'override', shapes.override);
  const older = callsOf(useCases, 'override', shapes.environmentOverride);
  const listBy =
    (show: typeof shapes.override) =>
    async ({ context, query }: { context: RequestContext; query: Narrowed }) => {
      const at = eitherPage(query);
      const listed = await useCases.listOverrides(context.caller, {
        scope: scopeOfQuery(context, query),
        parent: query.environmentIdentifier,
        search: query.searchTerm,
        service: query.serviceIdentifier,
        type: query.type,
        ...at,
      });
      return map(
        map(listed, (page) => pageOf(page, at, show)),
        success(context),
      );
    };
  return {
    createServiceOverride: ({ context, query, body }) => overrides.create(context, query, body),
    updateServiceOverride: ({ context, query, body }) => overrides.update(context, query, body),
    upsertServiceOverride: ({ context, query, body }) => overrides.save(context, query, body),
    listServiceOverrides: listBy(shapes.override),
    listServiceOverridesV2: listBy(shapes.override),
    getServiceOverride: ({ context, query, path }) => overrides.get(context, query, path.override),
    deleteServiceOverride: ({ context, query, path }) =>
      overrides.remove(context, query, path.override),
    saveEnvironmentOverride: ({ context, query, body }) => older.save(context, query, body),
    listEnvironmentOverrides: listBy(shapes.environmentOverride),
    deleteEnvironmentOverride: ({ context, query }) => {
      const { environmentIdentifier: environment, serviceIdentifier: service } = query;
      return older.remove(context, query, overrideIdentifier({ environment, service }));
    },
  } satisfies Partial<Handlers>;
}
