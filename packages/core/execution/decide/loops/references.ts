import type { TargetPart } from '@reprise/core/pipeline';

/** What expressions call the references of an instance: `<+matrix.serviceRef>`. */
export const AXES: Readonly<Record<TargetPart, string>> = {
  service: 'serviceRef',
  environment: 'environmentRef',
  infrastructure: 'infraIdentifier',
};

export type References = readonly (readonly [axis: string, ref: string])[];
