import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import * as shapes from '../shapes/objects.ts';
import { callsOf } from './objects.ts';

/** What overrides services where they are deployed to. */
export function serviceOverrideHandlers(useCases: UseCases) {
  const overrides = callsOf(useCases, 'override', shapes.override);
  return {
    createServiceOverride: ({ context, query, body }) => overrides.create(context, query, body),
    updateServiceOverride: ({ context, query, body }) => overrides.update(context, query, body),
    upsertServiceOverride: async ({ context, query, body }) => {
      const updated = await overrides.update(context, query, body);
      if (updated.ok || updated.error.code !== 'OBJECT_NOT_FOUND') return updated;
      return overrides.create(context, query, body);
    },
    listServiceOverrides: ({ context, query }) => overrides.list(context, query),
    listServiceOverridesV2: ({ context, query }) => overrides.list(context, query),
    getServiceOverride: ({ context, query, path }) => overrides.get(context, query, path.override),
    deleteServiceOverride: ({ context, query, path }) =>
      overrides.remove(context, query, path.override),
  } satisfies Partial<Handlers>;
}
