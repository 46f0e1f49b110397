import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';

/** Inputs that are asked for while an execution runs. */
export const executionInputHandlers = (useCases: UseCases) =>
  ({
    getExecutionInputs: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), nodeExecutionId: path.node };
      const found = await useCases.getExecutionInputs(context.caller, input);
      return map(
        map(found, ({ asks, deadline }) => ({
          inputInstanceId: path.node,
          nodeExecutionId: path.node,
          inputTemplate: asks.template,
          deadline,
          inputs: asks.inputs.map((each) => ({
            name: each.name,
            required: each.required,
            default: each.default ?? null,
            allowedValues: each.allowed === undefined ? null : [...each.allowed],
            severalValues: each.several,
            regex: each.pattern ?? null,
          })),
        })),
        success(context),
      );
    },
    giveExecutionInputs: async ({ path, query, body, context }) => {
      const input = { scope: scopeOfQuery(context, query), nodeExecutionId: path.node, yaml: body };
      const given = await useCases.giveExecutionInputs(context.caller, input);
      return map(
        map(given, () => ({ nodeExecutionId: path.node, status: 'Success' as const })),
        success(context),
      );
    },
  }) satisfies Partial<Handlers>;
