import type { UseCases } from '../../use-cases/index.ts';
import { applicationHint } from '../graphql/ids.ts';
import type { Handlers } from '../handler.ts';
import { map } from '../replies.ts';

/** Acting on a live execution as FirstGen's programs do. */
export const firstGenInterruptHandlers = (useCases: UseCases) =>
  ({
    interruptFirstGenExecution: async ({ path: { execution }, query, body, context }) => {
      const account = { accountId: context.accountId ?? query.routingId };
      const scope = query.appId === undefined ? account : applicationHint(account, query.appId);
      const { executionInterruptType: type } = 'length' in body ? body[0] : body;
      const input = { scope, execution, type: type.replaceAll('_', '') };
      const done = await useCases.interruptExecution(context.caller, input);
      return map(done, () => ({
        document: {
          metaData: {},
          resource: { executionUuid: execution, executionInterruptType: type },
          responseMessages: [],
        },
      }));
    },
  }) satisfies Partial<Handlers>;
