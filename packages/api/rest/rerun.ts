/** Running an execution again: the pipeline as it is stored now, or what that execution ran. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { startedExecution } from './execute.ts';
import { flag, repeatableQuery, scopeQuery, text, texts } from './query.ts';
import { stagesBody } from './selection.ts';

const RERUN = '/pipeline/api/pipeline/execute/rerun';
const rerunQuery = { ...scopeQuery, ...repeatableQuery, notesForPipelineExecution: text() };
const started = { kind: 'json', schema: envelope(startedExecution) } as const;

export const rerunEndpoints = {
  /** The body changes the inputs that the execution ran with; empty, they stay. */
  rerunExecution: endpoint({
    method: 'POST',
    path: `${RERUN}/{execution}/{pipeline}`,
    aliases: [`${RERUN}/v2/{execution}/{pipeline}`, `${RERUN}/{execution}/{pipeline}/v2`],
    permission: 'core_pipeline_execute',
    query: z.object({
      ...rerunQuery,
      inputSetIdentifiers: texts(),
      /** Run what the execution ran, to the letter, with its inputs. */
      useOriginalDefinition: flag(false),
    }),
    body: { kind: 'yaml' },
    response: started,
  }),
  rerunWithInputSets: endpoint({
    method: 'POST',
    path: `${RERUN}/{execution}/{pipeline}/inputSetList`,
    permission: 'core_pipeline_execute',
    query: z.object(rerunQuery),
    body: {
      kind: 'json',
      schema: z.object({
        inputSetReferences: z.optional(z.nullable(z.array(z.string()))),
        stageIdentifiers: z.optional(z.nullable(z.array(z.string()))),
        lastYamlToMerge: z.optional(z.nullable(z.string())),
      }),
    },
    response: started,
  }),
  /** Values of expressions that are not given are taken from the execution where it knows them. */
  rerunStages: endpoint({
    method: 'POST',
    path: `${RERUN}/{execution}/{pipeline}/stages`,
    permission: 'core_pipeline_execute',
    query: z.object({ ...rerunQuery, inputSetIdentifiers: texts() }),
    body: { kind: 'json', schema: stagesBody },
    response: started,
  }),
};
