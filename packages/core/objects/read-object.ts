import { type Json, ok, type Problem, type Result, refused } from '@reprise/core';
import { displayName, identifier, tags } from '../pipeline/read-common.ts';
import {
  fieldsOf,
  plainText,
  Report,
  readYaml,
  scalarText,
  toJson,
  valueAt,
  writeYaml,
  type YamlNode,
} from '../yaml/index.ts';
import {
  type DocumentKind,
  inWords,
  type NamedKind,
  type ObjectDocument,
  type ReadDocument,
  ROOT_KEYS,
} from './model.ts';
import { readOverrideDocument } from './overrides/read-override.ts';
import { detailsReaders } from './read-details.ts';
import { withSaidAround } from './wrapped-object.ts';

/**
 * Reads an object as clients send it: Harness's YAML for its kind, the same as JSON, JSON with the YAML as the text of
 * `yaml`, or JSON of the bare fields. Refused with all that is wrong in it.
 */
export function readObject(
  kind: DocumentKind,
  text: string,
): Result<ReadDocument, readonly Problem[]> {
  return kind === 'override' ? readOverrideDocument(text) : readNamed(kind, text);
}

function readNamed(kind: NamedKind, text: string): Result<ReadDocument, readonly Problem[]> {
  const report = new Report();
  const root = readYaml(text, report);
  const unreadable = report.problems();
  if (kind === 'secret' && unreadable.length > 0) return refused(unreadable.map(unquoted));
  if (root === null) return refused(unreadable);
  const key = ROOT_KEYS[kind];
  const object = valueAt(root, key);
  if (object !== undefined) {
    const asWritten = kind !== 'secret' && !text.trimStart().startsWith('{');
    return readAt(kind, object, report, asWritten ? text : null);
  }
  const inner = scalarText(valueAt(root, 'yaml'));
  if (inner !== undefined && inner.trim() !== '') {
    const read = readNamed(kind, inner);
    return read.ok ? withSaidAround(root, read.value) : read;
  }
  if (valueAt(root, 'identifier') !== undefined) return readAt(kind, root, report, null);
  const message = `This is no ${inWords(kind)}: there is no "${key}" at its top.`;
  report.error('wrong-type', message, root.at);
  return refused(report.problems());
}

/** What a file of a secret holds is not quoted: a value that begins with `*` or `!` is bad YAML, and a secret (I10). */
const unquoted = (problem: Problem): Problem => ({
  ...problem,
  message:
    'This is not YAML that can be read. A value of other signs than letters and digits goes in quotes.',
});

/** A value in the wrong place of a secret's file is a secret all the same (I10). */
const withoutQuotation = (problem: Problem): Problem => ({
  ...problem,
  message:
    problem.code === 'unknown-key'
      ? 'There is a key here that a secret does not have.'
      : problem.message.replace(/, found "[^]*$/, '.'),
});

/** `written` is the text to keep; null to write the object anew, without what must not be kept. */
function readAt(
  kind: NamedKind,
  object: YamlNode,
  report: Report,
  written: string | null,
): Result<ReadDocument, readonly Problem[]> {
  const document = documentOf(kind, object, report);
  const refusing = report.problems().filter(({ severity }) => severity !== 'warning');
  if (document === undefined || refusing.length > 0) {
    return refused(kind === 'secret' ? refusing.map(withoutQuotation) : refusing);
  }
  const kept = kind === 'secret' ? withoutValue(toJson(object)) : toJson(object);
  const value = scalarText(valueAt(valueAt(object, 'spec'), 'value'));
  return ok({
    document,
    yaml: written ?? writeYaml({ [ROOT_KEYS[kind]]: kept }),
    secretValue: kind === 'secret' ? (value ?? null) : null,
  });
}

function documentOf(kind: NamedKind, object: YamlNode, report: Report): ObjectDocument | undefined {
  const fields = fieldsOf(object, `the ${inWords(kind)}`, report);
  if (fields === undefined) return undefined;
  const id = fields.required('identifier', identifier);
  const name = fields.optional('name', displayName) ?? id;
  const common = {
    description: fields.optional('description', plainText) ?? null,
    tags: fields.optional('tags', tags) ?? {},
    orgIdentifier: fields.optional('orgIdentifier', identifier) ?? null,
    projectIdentifier: fields.optional('projectIdentifier', identifier) ?? null,
  };
  const details = detailsReaders[kind](fields);
  // What clients send along: an account that the request names, facts that the server itself answers.
  fields.ignore('accountIdentifier', 'accountId', 'deleted', 'version', 'yaml', 'owner');
  fields.end();
  if (id === undefined || name === undefined || details === undefined) return undefined;
  return { kind, identifier: id, name, ...common, ...details };
}

function withoutValue(secret: Json): Json {
  return mapOf(secret, (key, value) =>
    key === 'spec' ? mapOf(value, (inner, kept) => (inner === 'value' ? undefined : kept)) : value,
  );
}

/** A map with each value changed, or left out where `change` answers undefined. */
function mapOf(given: Json, change: (key: string, value: Json) => Json | undefined): Json {
  if (typeof given !== 'object' || given === null) return given;
  const entries = Object.entries(given).map(
    ([key, value]: [string, Json]) => [key, change(key, value)] as const,
  );
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
