import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery } from '../replies.ts';
import { waitingStepDocument } from '../shapes/waiting.ts';

/** What waits for people besides approvals. */
export const waitingStepHandlers = (useCases: UseCases) =>
  ({
    waitingSteps: async ({ query, context }) => {
      const input = { scope: scopeOfQuery(context, query) };
      const waiting = await useCases.waitingSteps(context.caller, input);
      return map(waiting, (all) => ({ document: { steps: all.map(waitingStepDocument) } }));
    },
  }) satisfies Partial<Handlers>;
