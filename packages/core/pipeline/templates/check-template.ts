import type { Problem } from '@reprise/core';
import {
  isRuntimeInput,
  placedBy,
  printYaml,
  Report,
  type YamlEntry,
  type YamlNode,
} from '../../yaml/index.ts';
import { parsePipeline } from '../parse-pipeline.ts';
import { readTemplate, type TemplateFile } from './template-file.ts';
import { templateTypes } from './template-types.ts';

export interface CheckedTemplate {
  /** Null when the file is no template. */
  readonly template: TemplateFile | null;
  /** All that is wrong with it by itself; what it is missing may be where it is used. */
  readonly problems: readonly Problem[];
}

/** Checks a template's file as if it stood in a pipeline of its own. */
export function checkTemplate(yaml: string): CheckedTemplate {
  const report = new Report();
  const template = readTemplate(yaml, report);
  if (template === undefined) return { template: null, problems: report.problems() };
  const pipeline = pipelineAround(template);
  if (pipeline === undefined || report.hasErrors) return { template, problems: report.problems() };
  const printed = printYaml(pipeline);
  const { problems } = parsePipeline(printed.yaml, placedBy(printed.map));
  // Templates in it are looked up where it is used, and the names around it are known only there.
  const own = problems.filter(({ code }) => !knownInPlace.has(code));
  return { template, problems: [...report.problems(), ...own] };
}

const knownInPlace: ReadonlySet<string> = new Set([
  'missing-reference',
  'undefined-name',
  'not-known-beforehand',
  'unresolved-template',
]);

const holders: Readonly<Record<string, string>> = templateTypes;

/** A pipeline that consists of the template only; undefined for templates that stand in no pipeline. */
function pipelineAround({ spec, type, identifier, name }: TemplateFile): YamlNode | undefined {
  const { at, range } = spec;
  const scalar = (text: string): YamlNode => ({
    kind: 'scalar',
    value: text,
    text: { text, at },
    at,
    range,
  });
  const map = (entries: Readonly<Record<string, YamlNode>>): YamlNode => ({
    kind: 'map',
    entries: new Map(Object.entries(entries).map(([key, value]) => [key, { keyAt: at, value }])),
    at,
    range,
  });
  const list = (item: YamlNode): YamlNode => ({ kind: 'list', items: [item], at, range });
  const labels = { identifier: scalar(identifier), name: scalar(name) };
  const filled = (): YamlNode => {
    const entries = new Map<string, YamlEntry>();
    for (const [key, value] of Object.entries(labels)) entries.set(key, { keyAt: at, value });
    for (const [key, entry] of spec.kind === 'map' ? spec.entries : []) {
      if (type !== 'StepGroup' || key !== 'stageType') entries.set(key, entry);
    }
    return { kind: 'map', entries, at, range };
  };
  const holder = holders[type];
  if (holder === undefined || isRuntimeInput(spec)) return undefined;
  if (holder === 'pipeline') return map({ pipeline: filled() });
  const steps = (item: YamlNode): YamlNode =>
    map({
      stage: map({
        ...labels,
        type: scalar('Custom'),
        spec: map({ execution: map({ steps: list(item) }) }),
      }),
    });
  const entry = map({ [holder]: filled() });
  const stage = holder === 'stage' ? entry : steps(entry);
  return map({ pipeline: map({ ...labels, stages: list(stage) }) });
}
