import { type Json, ok, type Result, refused } from '@reprise/core';
import type { Credentials } from '@reprise/core/step-types';

/** The level of a connector: references to secrets that name none are meant at it. */
export type ConnectorLevel = 'account' | 'org' | 'project';

/** A map of a connector's `details`. */
export type Part = Readonly<Record<string, Json>>;

/** A name or a reference to a secret that holds it, and a reference to the password or token. */
export interface Login {
  readonly user: string;
  readonly userRef: string;
  readonly passwordRef: string;
}

/** A spec without a password is of something that everybody may read. */
export function loginOf(
  fields: Part,
  secret: 'passwordRef' | 'tokenRef',
): Result<Login | null, string> {
  const passwordRef = textOf(fields[secret]) ?? '';
  if (passwordRef === '') return ok(null);
  const user = textOf(fields['username']) ?? '';
  const userRef = textOf(fields['usernameRef']) ?? '';
  // A token is enough for the providers, whatever the name beside it.
  const named = user === '' && userRef === '' && secret === 'tokenRef' ? 'git' : user;
  if (named === '' && userRef === '') return refused('has a password and no username');
  return ok({ user: named, userRef, passwordRef });
}

/** The login as a task gets it: its secrets are references, meant at the connector's level where they name none. */
export const atLevel = (
  { user, userRef, passwordRef }: Login,
  level: ConnectorLevel,
): Credentials => ({
  user: userRef === '' ? user : [{ secret: referenceAt(level, userRef) }],
  password: [{ secret: referenceAt(level, passwordRef) }],
});

const referenceAt = (level: ConnectorLevel, reference: string): string =>
  level === 'project' || reference.includes('.') ? reference : `${level}.${reference}`;

/** What is no map says nothing. */
export const partOf = (value: Json | undefined): Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : {};

/** A text or a number; null for all else. */
export const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;
