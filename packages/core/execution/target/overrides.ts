import { ok, type Result, refused } from '@reprise/core';
import { OVERRIDE_TYPES, type Override, readOverride } from '@reprise/core/objects';
import type { TargetPart, Variable } from '@reprise/core/pipeline';
import type { KnownOverride } from '../surroundings.ts';
import type { FoundTarget } from './found-target.ts';

const LEVELS = ['project', 'org', 'account'] as const satisfies readonly KnownOverride['level'][];

/**
 * The overrides of a target among those that its execution has kept (I11), the ones that count before the others first:
 * by what they are about, then by the level at which they are stored. Refused when one of them cannot be used.
 */
export function overridesOf(
  known: readonly KnownOverride[],
  target: FoundTarget,
): Result<readonly Override[], string> {
  const byRank: { readonly rank: number; readonly override: Override }[] = [];
  for (const { level, yaml } of known) {
    const read = readOverride(yaml);
    if (!read.ok) {
      const [problem] = read.error;
      return refused(`an override of the ${level} cannot be used: ${problem?.message ?? ''}`);
    }
    const override = read.value;
    if (!isAbout(override, target)) continue;
    const rank = OVERRIDE_TYPES.indexOf(override.type) * LEVELS.length + LEVELS.indexOf(level);
    byRank.push({ rank, override });
  }
  return ok(byRank.toSorted((one, other) => one.rank - other.rank).map((each) => each.override));
}

const isAbout = (
  { environment, service, infrastructure }: Override,
  target: FoundTarget,
): boolean =>
  environment === target.environment?.ref &&
  (service === undefined || service === target.service?.ref) &&
  (infrastructure === undefined || infrastructure === target.infrastructure?.ref);

/**
 * The variables of a part. Overrides count first, and bring what the part does not have; then, of a service, what the
 * environment says of one of its variables; then its own.
 */
export function variablesOf(part: TargetPart, found: FoundTarget): readonly Variable[] {
  const own = found[part]?.object.variables ?? [];
  const overriding = overridingVariables(part, found);
  const same = part === 'service' ? (found.environment?.object.variables ?? []) : [];
  const names = new Set([...own, ...overriding].map(({ name }) => name));
  return [...names].flatMap(
    (name) => [...overriding, ...same, ...own].find((each) => each.name === name) ?? [],
  );
}

/** Of a service all overrides count; of an environment and an infrastructure those that are about it and no service. */
function overridingVariables(part: TargetPart, found: FoundTarget): readonly Variable[] {
  const { overrides = [], environment } = found;
  const ofEnvironment = environment?.object.overrides ?? [];
  const ofType = (...types: readonly Override['type'][]): readonly Variable[] =>
    overrides.filter(({ type }) => types.includes(type)).flatMap((each) => each.variables);
  switch (part) {
    case 'service':
      return [...overrides.flatMap((each) => each.variables), ...ofEnvironment];
    case 'environment':
      return [...ofType('ENV_GLOBAL_OVERRIDE'), ...ofEnvironment];
    case 'infrastructure':
      return ofType('INFRA_GLOBAL_OVERRIDE');
  }
}
