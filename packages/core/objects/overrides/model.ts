import type { Variable } from '@reprise/core/pipeline';

/** What an override is for, the ones that count before all others first. */
export const OVERRIDE_TYPES = [
  'INFRA_SERVICE_OVERRIDE',
  'INFRA_GLOBAL_OVERRIDE',
  'ENV_SERVICE_OVERRIDE',
  'ENV_GLOBAL_OVERRIDE',
] as const;
export type OverrideType = (typeof OVERRIDE_TYPES)[number];

/** What an override is about: an environment, a service or infrastructure in it, or both. */
export interface OverrideSubject {
  readonly type: OverrideType;
  /** As stages refer to it: `prod`, `org.prod`, `account.prod`. */
  readonly environment: string;
  readonly service?: string;
  /** Its identifier in the environment. */
  readonly infrastructure?: string;
}

/** Variables that count where a service is deployed to some place, whatever the service and the place say themselves. */
export interface Override extends OverrideSubject {
  readonly variables: readonly Variable[];
}

/** The parts that a type of override is about, besides the environment. */
export const PARTS_OF_OVERRIDE: Readonly<
  Record<OverrideType, { readonly service: boolean; readonly infrastructure: boolean }>
> = {
  INFRA_SERVICE_OVERRIDE: { service: true, infrastructure: true },
  INFRA_GLOBAL_OVERRIDE: { service: false, infrastructure: true },
  ENV_SERVICE_OVERRIDE: { service: true, infrastructure: false },
  ENV_GLOBAL_OVERRIDE: { service: false, infrastructure: false },
};

/**
 * What an override is called: `prod`, `prod-shop`, `prod--cluster`, `prod-shop-cluster`. No reference has a `-`, so two
 * overrides have the same identifier only when they are about the same.
 */
export const overrideIdentifier = ({
  environment,
  service = '',
  infrastructure = '',
}: Omit<OverrideSubject, 'type'>): string =>
  [environment, service, infrastructure].join('-').replace(/-+$/, '');

/** The environment of an override, from what the override is called. */
export const environmentOfOverride = (identifier: string): string => identifier.split('-')[0] ?? '';
