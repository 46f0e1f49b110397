/** What the pages of a pipeline ask the server. */
import { queryOptions } from '@tanstack/react-query';
import { type PipelineParams, scopeOf, scopeOfPipeline } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';

/** The pipeline as it is stored. It is not asked for again while it is edited. */
export const storedPipeline = (where: PipelineParams) =>
  queryOptions({
    queryKey: ['pipeline', where],
    queryFn: async () => {
      const call = { path: { pipeline: where.pipeline }, query: scopeOf(where) };
      return (await answerOf(server.getPipeline(call))).data;
    },
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });

/** Its input sets and overlays. */
export const inputSetsOf = (where: PipelineParams) =>
  queryOptions({
    queryKey: ['pipeline', where, 'input sets'],
    queryFn: async () => {
      const query = { ...scopeOfPipeline(where), pageSize: 100 };
      return (await answerOf(server.listInputSets({ query }))).data.content;
    },
  });
