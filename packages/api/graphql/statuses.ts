/** The statuses of FirstGen, as the schema's enum has them. */
export const FIRST_GEN_STATUSES = [
  'ABORTED',
  'ERROR',
  'EXPIRED',
  'FAILED',
  'PAUSED',
  'QUEUED',
  'REJECTED',
  'RESUMED',
  'RUNNING',
  'SKIPPED',
  'SUCCESS',
  'WAITING',
] as const;
export type FirstGenStatus = (typeof FIRST_GEN_STATUSES)[number];
