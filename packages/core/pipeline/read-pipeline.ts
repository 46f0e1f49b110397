import {
  boolean,
  duration,
  fieldsOf,
  given,
  names,
  plainText,
  type Report,
  type YamlNode,
} from '../yaml/index.ts';
import { codebaseOf, withClones } from './codebase.ts';
import type { Pipeline } from './model.ts';
import { notificationRules } from './notifications/read-rules.ts';
import { displayName, identifier, readNamed, tags, unresolved, variables } from './read-common.ts';
import { flowControl } from './read-flow-control.ts';
import { stages } from './read-stage.ts';

/** Reads the root of a file: `pipeline:` and nothing beside it. Undefined when no pipeline can be made of it. */
export function readPipeline(root: YamlNode, report: Report): Pipeline | undefined {
  const file = fieldsOf(root, 'a pipeline file', report);
  const pipeline = file?.required('pipeline', pipelineOf);
  file?.end();
  return pipeline;
}

function pipelineOf(node: YamlNode, report: Report): Pipeline | undefined {
  const fields = fieldsOf(node, 'a pipeline', report);
  if (fields === undefined) return undefined;
  const named = readNamed(fields, displayName);
  const description = fields.optional('description', plainText);
  const orgIdentifier = fields.optional('orgIdentifier', identifier);
  const projectIdentifier = fields.optional('projectIdentifier', identifier);
  const pipelineTags = fields.optional('tags', tags) ?? {};
  const pipelineVariables = fields.optional('variables', variables) ?? [];
  const timeout = fields.optional('timeout', duration);
  const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
  const allowStageExecutions = fields.optional('allowStageExecutions', boolean) ?? false;
  const codebase = fields.optional('properties', codebaseOf);
  const rules = fields.optional('notificationRules', notificationRules);
  const barriers = fields.optional('flowControl', flowControl);
  unresolved(fields);
  // Only whoever starts a rerun asks for it, of the header.
  fields.optional('fixedInputsOnRerun', boolean);
  const entries = fields.has('template') ? undefined : fields.required('stages', stages);
  fields.end();
  if (named === undefined || entries === undefined) return undefined;
  return {
    ...named,
    ...given('description', description),
    ...given('orgIdentifier', orgIdentifier),
    ...given('projectIdentifier', projectIdentifier),
    tags: pipelineTags,
    variables: pipelineVariables,
    ...given('timeout', timeout),
    delegateSelectors,
    allowStageExecutions,
    ...given('codebase', codebase),
    stages: withClones(entries, codebase, fields.has('properties'), report),
    ...given('barriers', barriers),
    ...given('notificationRules', rules),
  };
}
