import type { ObjectScope } from '../../ports/index.ts';

/** Where a reference may point: its own project, or what is around it. */
export type Level = ObjectScope['level'];
export const LEVELS: readonly Level[] = ['project', 'org', 'account'];

export interface ReferencePlace {
  readonly level: Level;
  readonly identifier: string;
}

/** Where a reference points: `shop`, `org.shop`, `account.shop`. */
export function placeOf(reference: string): ReferencePlace {
  const [prefix = '', ...rest] = reference.split('.');
  if (rest.length === 0) return { level: 'project', identifier: reference };
  const level = LEVELS.find((each) => each === prefix) ?? 'org';
  return { level, identifier: rest.join('.') };
}

/** How an object is called from a project. */
export const refAt = (level: Level, identifier: string): string =>
  level === 'project' ? identifier : `${level}.${identifier}`;

/** A scope in words: `project default/shop`, `organization default`, `account default`. */
export function scopeInWords(scope: ObjectScope): string {
  if (scope.level === 'project') return `project ${scope.orgId}/${scope.projectId}`;
  return scope.level === 'org' ? `organization ${scope.orgId}` : `account ${scope.accountId}`;
}
