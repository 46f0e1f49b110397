import type { ExecutionListBody } from '@reprise/api';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { document, map, scopeOfQuery, success } from '../replies.ts';
import { executionGraph } from '../shapes/execution-graph.ts';
import { detailedNode } from '../shapes/execution-node.ts';
import { detailedSummary, executionHead, executionSummary } from '../shapes/execution-summary.ts';
import { pageOf } from '../shapes/pages.ts';

/** Reading executions in the NG spelling. */
export const executionHandlers = (useCases: UseCases) =>
  ({
    listExecutions: async ({ query, body, context }) => {
      const { pipelineIdentifier: one, searchTerm, showAllExecutions, page, size } = query;
      const listed = await useCases.listExecutions(context.caller, {
        scope: scopeOfQuery(context, query),
        pipelines: one === undefined ? (body.pipelineIdentifiers ?? []) : [one],
        statuses: query.status.length > 0 ? query.status : (body.status ?? []),
        search: searchTerm,
        newestOnly: !showAllExecutions && !body.planExecutionIds?.length,
        ...narrowing(body),
        page,
        size,
      });
      return map(
        map(listed, (rows) => pageOf(rows, query, executionSummary)),
        success(context),
      );
    },
    getExecution: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const opened = await useCases.getExecution(context.caller, input);
      return map(
        map(opened, ({ row, state, newest }) => ({
          pipelineExecutionSummary: detailedSummary(row, state, newest),
          executionGraph: executionGraph(row, state),
        })),
        success(context),
      );
    },
    executionHead: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const opened = await useCases.getExecutionHead(context.caller, input);
      return map(
        map(opened, ({ row, newest }) => executionHead(row, newest)),
        document,
      );
    },
    getExecutionNode: async ({ query, context }) => {
      const { nodeExecutionId } = query;
      const input = { scope: scopeOfQuery(context, query), nodeExecutionId };
      const found = await useCases.getExecutionNode(context.caller, input);
      return map(
        map(found, ({ row, node }) => detailedNode(row, node)),
        success(context),
      );
    },
    executionInputs: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const definition = await useCases.getDefinition(context.caller, input);
      return map(
        map(definition, ({ inputsYaml, inputsTemplateYaml, compiledYaml }) => ({
          inputSetYaml: inputsYaml,
          inputSetTemplateYaml: inputsTemplateYaml,
          resolvedYaml: compiledYaml,
          inputSetDetails: [],
          inputSetBranchName: null,
        })),
        success(context),
      );
    },
    executionInputsYaml: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const definition = await useCases.getDefinition(context.caller, input);
      return map(definition, ({ inputsYaml }) => ({ text: inputsYaml }));
    },
  }) satisfies Partial<Handlers>;

/** The filters that only a body can hold. Clients send empty lists to say that they want nothing of them. */
const narrowing = ({ planExecutionIds, timeRange, pipelineTags }: ExecutionListBody) => ({
  ...(planExecutionIds?.length ? { ids: planExecutionIds } : {}),
  ...(timeRange == null
    ? {}
    : {
        started: {
          ...(timeRange.startTime == null ? {} : { from: timeRange.startTime }),
          ...(timeRange.endTime == null ? {} : { to: timeRange.endTime }),
        },
      }),
  ...(pipelineTags?.length
    ? { tags: [pipelineTags.map(({ key: name, value }) => ({ name, ...(value && { value }) }))] }
    : {}),
});
