/** Input sets and overlays of a pipeline. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page, problemInYaml } from './envelope.ts';
import { eitherPageQuery, requiredText, scopeQuery, text } from './query.ts';
import { instant } from './shapes/index.ts';

/** An input set, or an overlay. `isOutdated`: the pipeline has changed, and something in it no longer fits. */
export const inputSet = z.object({
  accountId: z.string(),
  orgIdentifier: z.nullable(z.string()),
  projectIdentifier: z.nullable(z.string()),
  pipelineIdentifier: z.string(),
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  tags: z.record(z.string(), z.string()),
  inputSetType: z.enum(['INPUT_SET', 'OVERLAY_INPUT_SET']),
  inputSetYaml: z.nullable(z.string()),
  overlayInputSetYaml: z.nullable(z.string()),
  isOutdated: z.boolean(),
  outdated: z.boolean(),
  problems: z.array(problemInYaml),
  /** Whether its YAML can be read, which what is stored can. */
  entityValidityDetails: z.object({ valid: z.literal(true), invalidYaml: z.null() }),
  invalidInputSetReferences: z.array(z.string()),
  storeType: z.literal('INLINE'),
  version: z.number(),
  createdAt: instant,
  lastUpdatedAt: instant,
});
export type InputSetDocument = z.infer<typeof inputSet>;

const one = { kind: 'json', schema: envelope(inputSet) } as const;
const none = { kind: 'none' } as const;
const yaml = { kind: 'yaml' } as const;
const ofPipeline = { ...scopeQuery, pipelineIdentifier: requiredText() };
const query = z.object(ofPipeline);
const merged = {
  kind: 'json',
  schema: envelope(
    z.object({
      pipelineYaml: z.string(),
      completePipelineYaml: z.nullable(z.string()),
      inputSetErrorWrapper: z.null(),
      errorResponse: z.boolean(),
    }),
  ),
} as const;
const INPUT_SETS = '/pipeline/api/inputSets';

export const inputSetEndpoints = {
  /** What the YAML says it is, an input set or an overlay, is stored; the path makes no difference. */
  createInputSet: endpoint({
    method: 'POST',
    path: INPUT_SETS,
    aliases: [`${INPUT_SETS}/overlay`],
    permission: 'core_pipeline_edit',
    query,
    body: yaml,
    response: one,
  }),
  updateInputSet: endpoint({
    method: 'PUT',
    path: `${INPUT_SETS}/{inputSet}`,
    aliases: [`${INPUT_SETS}/overlay/{inputSet}`],
    permission: 'core_pipeline_edit',
    query,
    body: yaml,
    response: one,
  }),
  getInputSet: endpoint({
    method: 'GET',
    path: `${INPUT_SETS}/{inputSet}`,
    aliases: [`${INPUT_SETS}/overlay/{inputSet}`],
    permission: 'core_pipeline_view',
    query,
    body: none,
    response: one,
  }),
  deleteInputSet: endpoint({
    method: 'DELETE',
    path: `${INPUT_SETS}/{inputSet}`,
    permission: 'core_pipeline_edit',
    query,
    body: none,
    response: { kind: 'json', schema: envelope(z.literal(true)) },
  }),
  listInputSets: endpoint({
    method: 'GET',
    path: INPUT_SETS,
    permission: 'core_pipeline_view',
    query: z.object({ ...ofPipeline, ...eitherPageQuery, searchTerm: text() }),
    body: none,
    response: { kind: 'json', schema: envelope(page(inputSet)) },
  }),
  /**
   * The inputs that come of several input sets, later ones over earlier ones, and `lastYamlToMerge` over them all; of
   * the stages that are named, if any are.
   */
  mergeInputSets: endpoint({
    method: 'POST',
    path: `${INPUT_SETS}/merge`,
    permission: 'core_pipeline_view',
    query,
    body: {
      kind: 'json',
      schema: z.object({
        inputSetReferences: z.optional(z.nullable(z.array(z.string()))),
        stageIdentifiers: z.optional(z.nullable(z.array(z.string()))),
        lastYamlToMerge: z.optional(z.nullable(z.string())),
        withMergedPipelineYaml: z.optional(z.nullable(z.boolean())),
      }),
    },
    response: merged,
  }),
  /** What is given, at its places in the skeleton of the inputs as the pipeline has them now. */
  mergeWithTemplate: endpoint({
    method: 'POST',
    path: `${INPUT_SETS}/mergeWithTemplateYaml`,
    permission: 'core_pipeline_view',
    query,
    body: {
      kind: 'json',
      schema: z.object({
        runtimeInputYaml: z.optional(z.nullable(z.string())),
        stageIdentifiers: z.optional(z.nullable(z.array(z.string()))),
        withMergedPipelineYaml: z.optional(z.nullable(z.boolean())),
      }),
    },
    response: merged,
  }),
};
