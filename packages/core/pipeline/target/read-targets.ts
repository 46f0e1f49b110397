import type { Position } from '@reprise/core';
import {
  boolean,
  choice,
  type Fields,
  fieldsOf,
  given,
  isRuntimeInput,
  listOf,
  type Reader,
  type Report,
  text,
} from '../../yaml/index.ts';
import { countOf } from '../read-strategy.ts';
import { MAXIMUM_WIDTH, type Strategy } from '../strategy-model.ts';
import type { StageTarget, TargetUse } from './model.ts';
import { environmentFields, serviceFields } from './read-target.ts';

/** Several of one kind, and whether they have their turn side by side. */
export interface Several<Item> {
  readonly items: readonly Item[];
  readonly parallel: boolean;
  readonly at: Position;
}

/** Where a stage deploys to: one environment, and one infrastructure of it if it has any; or all of a group. */
export type Place = Omit<StageTarget, 'service'>;

/** `services` of a stage. Undefined while the list is `<+input>`. */
export const services: Reader<Several<TargetUse>> = several('the services of a stage', (fields) => {
  fields.unsupported('useFromStage');
  return listOf(serviceFields('a service of a stage'));
});

/** `environments` of a stage, each with its infrastructures. */
export const environments: Reader<Several<Place>> = several(
  'the environments of a stage',
  (fields) => {
    fields.unsupported('filters');
    return (node, report) =>
      listOf(environmentFields('an environment of a stage'))(node, report)?.flat();
  },
);

function several<Item>(
  what: string,
  readerOf: (fields: Fields) => Reader<readonly Item[]>,
): Reader<Several<Item>> {
  return (node, report) => {
    const fields = fieldsOf(node, what, report);
    if (fields === undefined) return undefined;
    const listed = fields.map.entries.get('values')?.value;
    const items = fields.required('values', readerOf(fields));
    const parallel = fields.optional('metadata', sideBySide) ?? true;
    fields.end();
    if (items === undefined || listed === undefined || isRuntimeInput(listed)) return undefined;
    if (items.length > 0) return { items, parallel, at: listed.at };
    report.error('bad-value', `The list is empty: ${what} are at least one.`, listed.at);
    return undefined;
  };
}

/** `metadata.parallel`; they run side by side unless it is false. */
export const sideBySide: Reader<boolean> = (node, report) => {
  const fields = fieldsOf(node, 'the metadata of several services or environments', report);
  const parallel = fields?.optional('parallel', boolean) ?? true;
  fields?.end();
  return parallel;
};

type Limits = Pick<Strategy, 'onFailure' | 'when' | 'maxConcurrency'>;

/** `multiDeploymentConfig`: what a `strategy` says besides its loop. */
export const limits: Reader<Limits> = (node, report) => {
  const fields = fieldsOf(node, 'the configuration of several deployments', report);
  if (fields === undefined) return undefined;
  const onFailure = fields.optional('onFailure', choice('RunAll', 'SkipQueued')) ?? 'RunAll';
  const when = fields.optional('when', text);
  const maxConcurrency = fields.optional('maxConcurrency', countOf(1));
  fields.end();
  return { onFailure, ...given('when', when), ...given('maxConcurrency', maxConcurrency) };
};

/**
 * The loop over each service in each place. Where only one of the two lists runs side by side, the other is the outer
 * one, and as many run at a time as the inner one has.
 */
export function targetsStrategy(
  what: Several<TargetUse>,
  where: Several<Place>,
  given_: Limits | undefined,
  report: Report,
): Strategy {
  const byService = !what.parallel || where.parallel;
  const targets = byService
    ? what.items.flatMap((service) => where.items.map((place) => ({ service, ...place })))
    : where.items.flatMap((place) => what.items.map((service) => ({ service, ...place })));
  const { at } = what.items.length > 1 ? what : where;
  const limit = sideBySideOf(what, where);
  if (what.items.length > 1 && limit !== null && targets.some(({ deployToAll }) => deployToAll)) {
    const message =
      'Several services that do not all run side by side cannot go to all infrastructures of an environment yet: name the infrastructures.';
    report.unsupported('unsupported-key', message, at);
  }
  if (targets.length > MAXIMUM_WIDTH) {
    const message = `This stage makes ${targets.length} deployments; at most ${MAXIMUM_WIDTH} may run side by side.`;
    report.unsupported('too-many-instances', message, at);
  }
  return {
    loop: { kind: 'targets', targets },
    onFailure: 'RunAll',
    ...(limit !== null && { maxConcurrency: { text: String(limit), at } }),
    ...given_,
    at,
  };
}

function sideBySideOf(what: Several<TargetUse>, where: Several<Place>): number | null {
  if (what.parallel && where.parallel) return null;
  if (what.parallel) return what.items.length;
  return where.parallel ? where.items.length : 1;
}
