import type { Json } from '@reprise/core';
import { identifier } from '../pipeline/read-common.ts';
import {
  type Fields,
  fieldsOf,
  listOf,
  nameOfKind,
  plainText,
  type Reader,
  scalarText,
  toJson,
  valueAt,
  type YamlNode,
} from '../yaml/index.ts';
import type { NamedKind } from './model.ts';

/** What is particular to a kind. */
export interface Details {
  readonly parent: string;
  readonly details: Readonly<Record<string, Json>>;
}

type DetailsReader = (fields: Fields) => Details | undefined;

/** Reads the keys that only this kind has; undefined when they are not in order, and the report says why. */
export const detailsReaders: Readonly<Record<NamedKind, DetailsReader>> = {
  service: (fields) => {
    fields.ignore('gitOpsEnabled');
    fields.optional('serviceDefinition', map('the definition of a service'));
    return { parent: '', details: {} };
  },
  environment: (fields) => {
    const type = fields.required('type', word('Production', 'PreProduction'));
    const color = fields.optional('color', plainText);
    fields.ignore('variables', 'overrides');
    return type && { parent: '', details: { type, ...(color !== undefined && { color }) } };
  },
  environmentGroup: (fields) => {
    const envIdentifiers = fields.required('envIdentifiers', listOf(environmentReference));
    const color = fields.optional('color', plainText);
    if (envIdentifiers === undefined) return undefined;
    return { parent: '', details: { envIdentifiers, ...(color !== undefined && { color }) } };
  },
  infrastructure: (fields) => {
    const parent = fields.required('environmentRef', identifier);
    const type = fields.required('type', plainText);
    const deploymentType = fields.optional('deploymentType', plainText) ?? null;
    fields.optional('spec', map('the spec of an infrastructure'));
    fields.ignore('allowSimultaneousDeployments', 'scopedServices', 'provisioner');
    if (parent === undefined || type === undefined) return undefined;
    return { parent, details: { type, deploymentType } };
  },
  connector: (fields) => {
    const type = fields.required('type', plainText);
    const spec = fields.required('spec', map('the spec of a connector'));
    if (type === undefined || spec === undefined) return undefined;
    return { parent: '', details: { type, spec } };
  },
  variable: (fields) => {
    const type = fields.required('type', word('String', 'Secret'));
    const value = fields.required('spec', fixedValue);
    if (type === undefined || value === undefined) return undefined;
    return { parent: '', details: { type, value } };
  },
  secret: (fields) => {
    const type = fields.required('type', secretType);
    const manager = fields.required('spec', secretManager);
    if (type === undefined || manager === undefined) return undefined;
    refuseInlineFile(fields, type);
    return { parent: '', details: { type, secretManagerIdentifier: manager } };
  },
};

/** Any map, as data. */
const map =
  (what: string): Reader<Json> =>
  (node, report) =>
    fieldsOf(node, what, report) && toJson(node);

const ENVIRONMENT = /^(?:(?:account|org)\.)?[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

/** An environment of a group: where the group is, or with its level in front. */
const environmentReference: Reader<string> = (node, report) => {
  const said = plainText(node, report);
  if (said === undefined || ENVIRONMENT.test(said)) return said;
  const message = `Expected the identifier of an environment, after "org." or "account." if it lives there, found ${nameOfKind(node)}.`;
  report.error('bad-value', message, node.at);
  return undefined;
};

/** One of a kind's own words: nothing replaces it later, so no expression may stand for it. */
function word<Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (node, report) => {
    const found = words.find((each) => each === scalarText(node));
    if (found === undefined) {
      const expected = words.join(' or ');
      report.error('bad-value', `Expected ${expected}, found ${nameOfKind(node)}.`, node.at);
    }
    return found;
  };
}

const fixedValue: Reader<string> = (node, report) => {
  const fields = fieldsOf(node, 'the spec of a variable', report);
  if (fields === undefined) return undefined;
  const valueType = fields.optional('valueType', plainText) ?? 'FIXED';
  if (valueType !== 'FIXED') {
    const message = `Variables of the value type ${valueType} are not supported yet; use FIXED.`;
    report.unsupported('unsupported-key', message, node.at);
  }
  const value = fields.required('fixedValue', plainText);
  fields.ignore('allowedValues', 'defaultValue');
  fields.end();
  return value;
};

const secretType: Reader<string> = (node, report) => {
  const type = plainText(node, report);
  if (type === undefined || type === 'SecretText' || type === 'SecretFile') return type;
  const message = `Secrets of the type ${type} are not supported yet; use SecretText or SecretFile.`;
  report.unsupported('unsupported-type', message, node.at);
  return undefined;
};

/** The content of a file comes apart from its document. */
function refuseInlineFile({ map, report }: Fields, type: string): void {
  const value = valueAt(map.entries.get('spec')?.value, 'value');
  const isNone = value === undefined || (value.kind === 'scalar' && value.value === null);
  if (type !== 'SecretFile' || isNone) return;
  const message =
    'A SecretFile has no value in its document: send its content as the file of a form to /ng/api/v2/secrets/files.';
  report.error('bad-value', message, value.at);
}

const OWN_MANAGER = 'harnessSecretManager';

const secretManager: Reader<string> = (node, report) => {
  const fields = fieldsOf(node, 'the spec of a secret', report);
  if (fields === undefined) return undefined;
  const manager = fields.optional('secretManagerIdentifier', plainText) ?? OWN_MANAGER;
  const valueType = fields.optional('valueType', plainText) ?? 'Inline';
  if (valueType !== 'Inline') {
    const message =
      'Secrets that another secret manager holds are not supported yet; use `valueType: Inline`.';
    report.unsupported('unsupported-key', message, node.at);
  }
  fields.optional('value', secretText);
  // What generated clients send along; the type of a secret stands above its spec.
  fields.ignore('additionalMetadata', 'type');
  fields.end();
  return manager;
};

/** A wrong value is not quoted in the message: it may be the secret, only indented wrongly (I10). */
const secretText: Reader<true> = (node: YamlNode, report) => {
  if (node.kind === 'scalar') return true;
  report.error('wrong-type', 'Expected the value of the secret as a text.', node.at);
  return undefined;
};
