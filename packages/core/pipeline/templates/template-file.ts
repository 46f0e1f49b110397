import { didYouMean } from '@reprise/core';
import {
  fieldsOf,
  given,
  type PlaceOf,
  plainText,
  type Reader,
  type Report,
  readYaml,
  type YamlNode,
} from '../../yaml/index.ts';
import { displayName, identifier, tags } from '../read-common.ts';
import { isTemplateType, otherTemplateTypes, templateTypes } from './template-types.ts';

/** A template's file: what it is, and the part that takes the place of a reference to it. */
export interface TemplateFile {
  readonly identifier: string;
  readonly name: string;
  readonly versionLabel: string;
  readonly type: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly orgIdentifier?: string;
  readonly projectIdentifier?: string;
  /** A map, for the types that this server puts into pipelines. */
  readonly spec: YamlNode;
}

const labelPattern = /^[0-9a-zA-Z_][^\s/&]{0,127}$/;

/** Reads the head of a template's YAML; undefined, with problems, when it is none. */
export function readTemplate(
  yaml: string,
  report: Report,
  place?: PlaceOf,
): TemplateFile | undefined {
  const root = readYaml(yaml, report, place);
  return root === null ? undefined : templateIn(root, report);
}

/** The head of a template in a file that is read already. */
export function templateIn(root: YamlNode, report: Report): TemplateFile | undefined {
  const file = fieldsOf(root, 'a template file', report);
  const template = file?.required('template', templateOf);
  file?.end();
  return template;
}

const templateOf: Reader<TemplateFile> = (node, report) => {
  const fields = fieldsOf(node, 'a template', report);
  if (fields === undefined) return undefined;
  const id = fields.required('identifier', identifier);
  const name = fields.required('name', displayName);
  const versionLabel = fields.required('versionLabel', label);
  const type = fields.required('type', templateType);
  const description = fields.optional('description', plainText);
  const templateTags = fields.optional('tags', tags) ?? {};
  const orgIdentifier = fields.optional('orgIdentifier', identifier);
  const projectIdentifier = fields.optional('projectIdentifier', identifier);
  const spec = fields.required('spec', (value) => value);
  fields.ignore('icon');
  fields.unsupported('variables', 'allowedOverrides');
  fields.end();
  if (id === undefined || name === undefined || versionLabel === undefined) return undefined;
  if (type === undefined || spec === undefined) return undefined;
  if (isTemplateType(type) && fieldsOf(spec, 'the spec of a template', report) === undefined) {
    return undefined;
  }
  return {
    identifier: id,
    name,
    versionLabel,
    type,
    ...given('description', description),
    tags: templateTags,
    ...given('orgIdentifier', orgIdentifier),
    ...given('projectIdentifier', projectIdentifier),
    spec,
  };
};

const label: Reader<string> = (node, report) => {
  const said = plainText(node, report);
  if (said === undefined || labelPattern.test(said)) return said;
  const rule =
    'at most 128 characters without blanks, / and &, beginning with a letter, digit or _';
  report.error('bad-value', `"${said}" is no version label: ${rule}.`, node.at);
  return undefined;
};

const templateType: Reader<string> = (node, report) => {
  const said = plainText(node, report);
  if (said === undefined || isTemplateType(said)) return said;
  if (otherTemplateTypes.has(said)) {
    const message = `Templates of type ${said} are not supported yet.`;
    report.unsupported('unsupported-template-type', message, node.at);
    return said;
  }
  const known = [...Object.keys(templateTypes), ...otherTemplateTypes];
  const message = `There is no template type "${said}".${didYouMean(said, known)}`;
  report.error('unknown-template-type', message, node.at);
  return undefined;
};
