import { type Act, type ActTable, on } from './act.ts';
import type { BegunSession } from './sessions.ts';

const began = (action: string, { principal }: BegunSession): Act => ({
  ...on(action, 'session', principal.id ?? principal.name),
  by: principal,
});

/** Logging in and out: who does it is known only when it is done. */
export const SESSION_ACTS: ActTable = {
  login: (_, session) => began('login', session),
  acceptInvitation: (_, session) => began('accept invitation', session),
  logout: (_, principal) =>
    principal === null
      ? null
      : { ...on('logout', 'session', principal.id ?? principal.name), by: principal },
};
