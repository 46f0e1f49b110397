import type { Organization } from '../ports/index.ts';
import { madeStorable, storable } from './storable-text.ts';

/** The columns `identifier, name, description, tags` of an organisation or project. */
export type PlaceColumns = readonly [
  identifier: string,
  name: string,
  description: string | null,
  tags: string,
];

/** @throws Error when the identifier cannot be stored. */
export const placeColumns = ({
  identifier,
  name,
  description,
  tags,
}: Organization): PlaceColumns => [
  storable('identifier', identifier),
  madeStorable(name),
  description === null ? null : madeStorable(description),
  JSON.stringify(tags),
];
