import type { TaskText } from '@reprise/core/expression';

/** The name and the password of a stored connector. Secrets are references (I10). */
export interface Credentials {
  readonly user: TaskText;
  readonly password: TaskText;
}
