import type { Principal } from '@reprise/core/execution';

/** Who started an execution. */
export function causeShape(principal: Principal) {
  return principal.kind === 'system'
    ? { __typename: 'ExecutedBySystem', name: principal.name }
    : { __typename: 'ExecutedByUser', name: principal.name, user: userShape(principal) };
}

export const userShape = ({ name, email }: Principal) => ({ name, email: email ?? null });
