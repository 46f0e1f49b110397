import { queryOptions } from '@tanstack/react-query';
import type { JsonSchema } from './schema-walk.ts';

/** What a pipeline may hold, for completion; null when the server has no schema: then nothing is offered. */
export const pipelineSchema = (wanted: boolean) =>
  queryOptions({
    queryKey: ['schema', 'pipeline'],
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<JsonSchema | null> => {
      const answer = await fetch('/api/yamlSchema');
      if (!answer.ok) return null;
      const { data }: { readonly data?: JsonSchema } = await answer.json();
      return data ?? null;
    },
  });
