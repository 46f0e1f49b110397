import { ok, type Result, refused } from '@reprise/core';
import { isMeant, type StageTarget } from '@reprise/core/pipeline';
import type { KnownObject, Surroundings } from '../../surroundings.ts';
import { describeError } from '../texts.ts';
import { AXES, type References } from './references.ts';

type Known = Pick<Surroundings, 'objects' | 'environmentGroups'>;

/**
 * The references of a target with each infrastructure of its environment, or of each environment of its group: those that
 * its filters let through, in the order of their names.
 */
export function everyPlace(
  target: StageTarget,
  references: References,
  known: Known,
): Result<readonly References[], string> {
  const { objects = [] } = known;
  const [, holder = ''] = references.find(([axis]) => axis === AXES.environment) ?? [];
  const environments =
    target.group === undefined ? [holder] : environmentsOf(target, target.group.ref.text, known);
  const found = environments.flatMap((environment) => {
    const within =
      target.group === undefined
        ? references
        : [...references, [AXES.environment, environment] as const];
    return infrastructuresOf(target, environment, objects).map(
      (ref): References => [...within, [AXES.infrastructure, ref]],
    );
  });
  return found.length > 0 ? ok(found) : refused(nowhere(target, holder));
}

function environmentsOf(
  { filters = [] }: StageTarget,
  group: string,
  { objects = [], environmentGroups = {} }: Known,
): readonly string[] {
  const members = Object.hasOwn(environmentGroups, group) ? environmentGroups[group] : undefined;
  return objects
    .filter(
      ({ kind, ref, tags = {} }) =>
        kind === 'environment' &&
        members?.environments.includes(ref) === true &&
        isMeant(filters, 'environments', tags),
    )
    .map(({ ref }) => ref)
    .toSorted();
}

const infrastructuresOf = (
  { filters = [] }: StageTarget,
  environment: string,
  objects: readonly KnownObject[],
): readonly string[] =>
  objects
    .filter(
      ({ kind, environment: holder, tags = {} }) =>
        kind === 'infrastructure' &&
        holder === environment &&
        isMeant(filters, 'infrastructures', tags),
    )
    .map(({ ref }) => ref)
    .toSorted();

function nowhere({ group, environment, filters }: StageTarget, holder: string): string {
  const what =
    group === undefined ? `environment ${holder}` : `environment group ${group.ref.text}`;
  const meant = filters === undefined ? '' : ' that its filters let through';
  const message = `the ${what} had no infrastructure${meant} when the execution began`;
  const use = group ?? environment;
  if (use?.ref === undefined) throw new Error('what goes everywhere names where');
  return describeError({ message, at: use.ref.at });
}
