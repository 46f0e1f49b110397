import { keepAct } from './access/acts.ts';
import { type UseCases, useCases } from './all.ts';
import type { Caller } from './answer.ts';
import { LineIndexes } from './logs/line-indexes.ts';
import type { UseCaseNeeds, UseCaseOptions } from './needs.ts';
import { createPreflightChecks } from './preflight/preflight-checks.ts';
import { createCompiler } from './runs/compile.ts';

/** The use cases over one store and one engine. */
export function createUseCases(options: UseCaseOptions): UseCases {
  const needs: UseCaseNeeds = {
    ...options,
    compile: createCompiler(options.digest),
    lines: new LineIndexes(options.logs),
    preflights: createPreflightChecks(),
  };
  const bound = Object.entries(useCases).map(([name, useCase]) => [
    name,
    // Which input belongs to which use case is in the type above; the loop cannot repeat it.
    async (caller: Caller, input: never) => {
      const answer = await useCase(needs, caller, input);
      if (answer.ok) await keepAct(needs, caller, name, input, answer.value);
      return answer;
    },
  ]);
  return Object.fromEntries(bound) as UseCases;
}

export {
  type AuthenticationNeeds,
  principalOfSession,
  principalOfToken,
} from './access/authenticate.ts';
export { membersOfGroups } from './access/group-members.ts';
export { createLoginThrottle } from './access/login-throttle.ts';
export { firstInvitation } from './access/sessions.ts';
export { teamRights } from './access/team-rights.ts';
export type { UseCases } from './all.ts';
export type { Caller, Refused } from './answer.ts';
export type { Rights, ScopeRef } from './authorise.ts';
export type { UseCaseOptions } from './needs.ts';
export { mailServerOfExecutions } from './objects/mail-server.ts';
export {
  keepSecretsOfTasks,
  type SecretOfTask,
  secretsOfExecutions,
  secretsOfTasks,
} from './objects/secret-values.ts';
export type { ConnectorTestResult } from './objects/test-connector.ts';
export { memberRetry } from './retry-batches/member-retry.ts';
export { childPreparer, childRetryPlanner } from './runs/prepare-child.ts';
