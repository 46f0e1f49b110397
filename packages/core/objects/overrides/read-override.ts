import { type Json, ok, type Problem, type Result, refused } from '@reprise/core';
import type { Variable } from '@reprise/core/pipeline';
import { identifier, variables } from '../../pipeline/read-common.ts';
import {
  choice,
  excerpt,
  type Fields,
  fieldsOf,
  given,
  isRuntimeInput,
  plainText,
  type Reader,
  Report,
  readYaml,
  scalarText,
  toJson,
  valueAt,
  writeYaml,
  type YamlNode,
} from '../../yaml/index.ts';
import { type ReadDocument, ROOT_KEYS } from '../model.ts';
import {
  OVERRIDE_TYPES,
  type Override,
  type OverrideSubject,
  overrideIdentifier,
  PARTS_OF_OVERRIDE,
} from './model.ts';

const ROOT = ROOT_KEYS.override;
/** The key at the top of the older spelling, in which every override is of a service in an environment. */
const OLDER_ROOT = 'serviceOverrides';
/** What an override may say. Only variables make a difference here. */
const SETTINGS = [
  'variables',
  'manifests',
  'configFiles',
  'applicationSettings',
  'connectionStrings',
] as const;

/** What is read of an override, and where its settings stand. */
interface Parsed {
  readonly subject: OverrideSubject;
  readonly orgIdentifier: string | null;
  readonly projectIdentifier: string | null;
  readonly settings: YamlNode;
  readonly variables: readonly Variable[];
}

/** Reads a stored override as a deployment uses it. Refused with all that keeps it from being used. */
export function readOverride(yaml: string): Result<Override, readonly Problem[]> {
  const report = new Report();
  const parsed = parse(yaml, report);
  for (const { name, value } of parsed?.variables ?? []) {
    if (!value.text.trimStart().startsWith('<+input>')) continue;
    const message = `The variable "${name}" is a runtime input, and inputs of overrides are not supported yet: give it a value.`;
    report.unsupported('unsupported-expression', message, value.at);
  }
  const problems = refusing(report);
  if (parsed === undefined || problems.length > 0) return refused(problems);
  return ok({ ...parsed.subject, variables: parsed.variables });
}

/**
 * Reads an override as clients send it: YAML under `overrides`, the same as JSON, or JSON of the bare fields with the
 * settings in `spec`, or as YAML text in `yaml`; of a service in an environment also the older YAML under
 * `serviceOverrides`, alone or in `yaml`. Refused with all that is wrong in it.
 */
export function readOverrideDocument(text: string): Result<ReadDocument, readonly Problem[]> {
  const report = new Report();
  const parsed = parse(text, report);
  const problems = refusing(report);
  if (parsed === undefined || problems.length > 0) return refused(problems);
  const { subject, orgIdentifier, projectIdentifier } = parsed;
  const id = overrideIdentifier(subject);
  const yaml = writeYaml({ [ROOT]: asWritten(parsed) });
  return ok({
    document: {
      kind: 'override',
      identifier: id,
      name: id,
      description: null,
      tags: {},
      orgIdentifier,
      projectIdentifier,
      parent: subject.environment,
      details: { ...referencesOf(subject), spec: settingsOf(parsed.settings) },
    },
    yaml: isYamlOfItsOwn(text) ? text : yaml,
    secretValue: null,
  });
}

/** An override of a service in an environment, in the older spelling. */
export const olderYamlOf = (
  about: { readonly environmentRef: string; readonly serviceRef: string },
  settings: Readonly<Record<string, Json>>,
): string => writeYaml({ [OLDER_ROOT]: { ...about, ...settings } });

const refusing = (report: Report): readonly Problem[] =>
  report.problems().filter(({ severity }) => severity !== 'warning');

const isYamlOfItsOwn = (text: string): boolean =>
  !text.trimStart().startsWith('{') &&
  valueAt(valueAt(readYaml(text, new Report()) ?? undefined, ROOT), 'environmentRef') !== undefined;

function parse(text: string, report: Report): Parsed | undefined {
  const root = readYaml(text, report);
  if (root === null) return undefined;
  const inner = innerOf(root, report);
  const object = objectIn(root);
  const fields = fieldsOf(object, 'an override', report);
  if (fields === undefined) return undefined;
  const isOlder = [root, inner].some((each) => valueAt(each, OLDER_ROOT) !== undefined);
  const subject = subjectOf(fields, isOlder);
  if (isOlder) refuseDifferences(object, inner, report);
  const orgIdentifier = fields.optional('orgIdentifier', identifier) ?? null;
  const projectIdentifier = fields.optional('projectIdentifier', identifier) ?? null;
  const settings = settingsIn(object, inner);
  const overridden = variablesIn(settings, report);
  fields.unsupported('clusterIdentifier');
  // What clients send along: names of their own, and what a server has answered before.
  fields.ignore('spec', 'yaml', 'identifier', 'name', 'description', 'tags', ...SETTINGS);
  fields.ignore('accountId', 'accountIdentifier', 'newlyCreated', 'yamlInternal');
  fields.end();
  if (subject === undefined || overridden === undefined) return undefined;
  return { subject, orgIdentifier, projectIdentifier, settings, variables: overridden };
}

/** A reference to an environment or a service. It must be known before anything runs. */
const reference: Reader<string> = (node, report) => {
  const said = plainText(node, report);
  if (said === undefined || /^(?:(?:account|org)\.)?[a-zA-Z_]\w{0,127}$/.test(said)) return said;
  const rule = 'an identifier, after "org." or "account." if it lives there';
  report.error('bad-identifier', `"${excerpt(said)}" names nothing: write ${rule}.`, node.at);
  return undefined;
};

function subjectOf(fields: Fields, isOlder: boolean): OverrideSubject | undefined {
  const types = choice('ENV_GLOBAL_OVERRIDE', ...OVERRIDE_TYPES);
  const type = isOlder
    ? (fields.optional('type', types) ?? 'ENV_SERVICE_OVERRIDE')
    : fields.required('type', types);
  const environment = fields.required('environmentRef', reference);
  const service = fields.optional('serviceRef', reference);
  const infrastructure = fields.optional('infraIdentifier', identifier);
  if (type === undefined || environment === undefined) return undefined;
  const needs = PARTS_OF_OVERRIDE[type];
  const fits = [
    fitting(fields, 'serviceRef', type, needs.service),
    fitting(fields, 'infraIdentifier', type, needs.infrastructure),
  ].every(Boolean);
  if (!fits) return undefined;
  return {
    type,
    environment,
    ...given('service', service),
    ...given('infrastructure', infrastructure),
  };
}

/** Whether the key is there exactly if overrides of the type have it. */
function fitting(fields: Fields, key: string, type: string, needed: boolean): boolean {
  const value = fields.map.entries.get(key)?.value;
  const isGiven = value !== undefined && (scalarText(value) ?? '') !== '';
  if (isGiven === needed) return true;
  const message = needed
    ? `"${key}" is missing: an override of the type ${type} needs one.`
    : `An override of the type ${type} has no "${key}": leave it out, or choose another type.`;
  fields.report.error(needed ? 'missing-key' : 'bad-value', message, value?.at ?? fields.map.at);
  return false;
}

/** The object of a document, under either key or without one. */
const objectIn = (root: YamlNode): YamlNode =>
  valueAt(root, ROOT) ?? valueAt(root, OLDER_ROOT) ?? root;

/** The document in the text of `yaml`. */
function innerOf(root: YamlNode, report: Report): YamlNode | undefined {
  const text = scalarText(valueAt(objectIn(root), 'yaml')) ?? '';
  return text.trim() === '' ? undefined : (readYaml(text, report) ?? undefined);
}

/** Where the settings stand: under `spec`, in the text of `yaml`, or beside the rest. */
function settingsIn(object: YamlNode, inner: YamlNode | undefined): YamlNode {
  const spec = valueAt(object, 'spec');
  if (spec !== undefined && spec.kind !== 'scalar') return spec;
  if (inner === undefined) return object;
  const settings = objectIn(inner);
  return valueAt(settings, 'spec') ?? settings;
}

/** In the older spelling the text says once more what it is about. */
function refuseDifferences(outer: YamlNode, inner: YamlNode | undefined, report: Report): void {
  if (inner === undefined) return;
  for (const key of ['environmentRef', 'serviceRef']) {
    const asked = scalarText(valueAt(outer, key));
    const said = scalarText(valueAt(objectIn(inner), key));
    if (said === undefined || said === asked) continue;
    const message = `The request says "${asked ?? ''}" as ${key}, and its YAML "${said}". Make them the same.`;
    report.error('bad-value', message, outer.at);
  }
}

function variablesIn(settings: YamlNode, report: Report): readonly Variable[] | undefined {
  const list = valueAt(settings, 'variables');
  const isNone = list === undefined || (list.kind === 'scalar' && list.value === null);
  if (isNone) return [];
  if (isRuntimeInput(list)) {
    const message = 'Variables of an override are a list, and none that is given at run time.';
    report.unsupported('unsupported-expression', message, list.at);
    return undefined;
  }
  return variables(list, report);
}

const settingsOf = (settings: YamlNode): { readonly [key: string]: Json } =>
  Object.fromEntries(
    SETTINGS.flatMap((key) => {
      const value = valueAt(settings, key);
      return value === undefined ? [] : [[key, toJson(value)]];
    }),
  );

const referencesOf = ({ type, environment, service, infrastructure }: OverrideSubject) => ({
  type,
  environmentRef: environment,
  ...given('serviceRef', service),
  ...given('infraIdentifier', infrastructure),
});

const asWritten = ({ subject, orgIdentifier, projectIdentifier, settings }: Parsed): Json => ({
  ...referencesOf(subject),
  ...(orgIdentifier !== null && { orgIdentifier }),
  ...(projectIdentifier !== null && { projectIdentifier }),
  spec: settingsOf(settings),
});
