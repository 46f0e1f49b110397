/** *Allow selective stage(s) executions*, in the text of a pipeline. */
import { isMap, isScalar, parseDocument } from 'yaml';

const KEY = 'allowStageExecutions';

/** Whether the pipeline allows it; null when its text cannot be read, and so cannot be changed here. */
export function allowsSelective(yaml: string): boolean | null {
  const document = parseDocument(yaml);
  if (document.errors.length > 0 || !isMap(document.get('pipeline'))) return null;
  return document.getIn(['pipeline', KEY]) === true;
}

/** The same text with it allowed or not. Nothing else changes: comments and blank lines stay as they were. */
export function withSelective(yaml: string, allowed: boolean): string {
  if (allowsSelective(yaml) === null) return yaml;
  const document = parseDocument(yaml, { keepSourceTokens: true });
  const value = document.getIn(['pipeline', KEY], true);
  if (isScalar(value) && value.range) {
    const [start, end] = value.range;
    return `${yaml.slice(0, start)}${allowed}${yaml.slice(end)}`;
  }
  if (!allowed) return yaml;
  return inserted(yaml, document.get('pipeline'));
}

/** The key as the last line before `stages`, or as the first of the pipeline, indented as its neighbours are. */
function inserted(yaml: string, pipeline: unknown): string {
  if (!isMap(pipeline) || pipeline.flow === true) return flowed(yaml);
  const keys = pipeline.items.map(({ key }) => key).filter(isScalar);
  const before = keys.find(({ value }) => value === 'stages') ?? keys[0];
  const at = before?.range?.[0];
  if (at === undefined) return flowed(yaml);
  const indent = yaml.slice(yaml.lastIndexOf('\n', at - 1) + 1, at);
  return `${yaml.slice(0, at)}${KEY}: true\n${indent}${yaml.slice(at)}`;
}

function flowed(yaml: string): string {
  const document = parseDocument(yaml);
  document.setIn(['pipeline', KEY], true);
  return document.toString({ lineWidth: 0 });
}
