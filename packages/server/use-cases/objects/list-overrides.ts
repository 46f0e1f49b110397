import { ok } from '@reprise/core';
import type { Page, StoredObject } from '../../ports/index.ts';
import type { UseCase } from '../needs.ts';
import { openLevel } from './object-scope.ts';
import type { ObjectListInput } from './objects.ts';
import { overridesAt } from './overrides.ts';

export interface OverrideListInput extends Omit<ObjectListInput, 'kind'> {
  readonly service?: string | undefined;
  readonly type?: string | undefined;
}

/** The overrides of a level: all of them, or those of an environment, a service, a type. */
export const listOverrides: UseCase<OverrideListInput, Page<StoredObject>> = async (
  needs,
  caller,
  { scope: hint, parent, search, service, type, page, size },
) => {
  const scope = await openLevel(needs, caller, 'core_environment_view', hint);
  if (!scope.ok) return scope;
  const all = await overridesAt(needs, scope.value, { parent, search });
  const meant = all.filter(
    ({ details }) =>
      (service === undefined || details['serviceRef'] === service) &&
      (type === undefined || details['type'] === type),
  );
  return ok({ items: meant.slice(page * size, (page + 1) * size), total: meant.length });
};
