/** Input sets and overlays in the v1 spelling: bare documents. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { problemInYaml } from './envelope.ts';
import { integer, requiredText, text } from './query.ts';
import { saidAround } from './said-around.ts';
import { instant } from './shapes/index.ts';

const inputSet = z.object({
  account: z.string(),
  org: z.nullable(z.string()),
  project: z.nullable(z.string()),
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  tags: z.record(z.string(), z.string()),
  input_set_yaml: z.string(),
  /** Null: what clients read here belongs to git. */
  git_details: z.null(),
  store_type: z.literal('INLINE'),
  /** Whether it still fits its pipeline; if not, where it does not. */
  valid: z.boolean(),
  problems: z.array(problemInYaml),
  created: instant,
  updated: instant,
});
export type V1InputSet = z.infer<typeof inputSet>;

const given = z.object({ input_set_yaml: z.string(), ...saidAround });

const ALL = '/v1/orgs/{org}/projects/{project}/input-sets';
const ONE = `${ALL}/{inputSet}` as const;
const query = z.object({ accountIdentifier: text(), pipeline: requiredText() });
const body = { kind: 'json', schema: given } as const;
const none = { kind: 'none' } as const;
const one = { kind: 'json', schema: inputSet } as const;

export const v1InputSetEndpoints = {
  v1CreateInputSet: endpoint({
    method: 'POST',
    path: ALL,
    aliases: [`/pipeline/api${ALL}`],
    permission: 'core_pipeline_edit',
    query,
    body,
    response: one,
  }),
  v1UpdateInputSet: endpoint({
    method: 'PUT',
    path: ONE,
    aliases: [`/pipeline/api${ONE}`],
    permission: 'core_pipeline_edit',
    query,
    body,
    response: one,
  }),
  v1GetInputSet: endpoint({
    method: 'GET',
    path: ONE,
    aliases: [`/pipeline/api${ONE}`],
    permission: 'core_pipeline_view',
    query,
    body: none,
    response: one,
  }),
  v1DeleteInputSet: endpoint({
    method: 'DELETE',
    path: ONE,
    aliases: [`/pipeline/api${ONE}`],
    permission: 'core_pipeline_edit',
    query,
    body: none,
    response: { kind: 'text' },
  }),
  /** The answer's header `X-Total-Elements` counts all that match. */
  v1ListInputSets: endpoint({
    method: 'GET',
    path: ALL,
    aliases: [`/pipeline/api${ALL}`],
    permission: 'core_pipeline_view',
    query: z.extend(query, {
      search_term: text(),
      page: integer({ default: 0, min: 0, max: 1_000_000 }),
      limit: integer({ default: 30, min: 1, max: 1000 }),
    }),
    body: none,
    response: { kind: 'json', schema: z.array(inputSet) },
  }),
};
