/** JSON Schemas for editors. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { text } from './query.ts';

export const schemaEndpoints = {
  /** Of a pipeline, unless `entityType` says `Template` or `InputSets`. It tells nothing of anybody's. */
  yamlSchema: endpoint({
    method: 'GET',
    path: '/pipeline/api/yaml-schema',
    aliases: [
      '/pipeline/api/yaml-schema/get',
      '/ng/api/yaml-schema',
      '/template/api/yaml-schema',
      '/api/yamlSchema',
    ],
    permission: 'public',
    query: z.object({ entityType: text() }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(z.record(z.string(), z.unknown())) },
  }),
};
