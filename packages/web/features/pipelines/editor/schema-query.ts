import { queryOptions } from '@tanstack/react-query';
import { answerOf, server } from '../../../api/server.ts';
import type { JsonSchema } from './schema-walk.ts';

/** What a pipeline may hold, for completion. */
export const pipelineSchema = (wanted: boolean) =>
  queryOptions({
    queryKey: ['schema', 'pipeline'],
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<JsonSchema> => (await answerOf(server.yamlSchema({}))).data,
  });
