import type { Text } from '@reprise/core';
import {
  boolean,
  excerpt,
  type Fields,
  fieldsOf,
  given,
  isRuntimeInput,
  listOf,
  type Reader,
  text,
  type YamlNode,
} from '../../yaml/index.ts';
import { onOneLine } from '../inputs/edits.ts';
import { identifier } from '../read-common.ts';
import { isLiteral, type StageTarget, type TargetUse, type UseFromStage } from './model.ts';

const REFERENCE = /^(?:(?:account|org)\.)?[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

/** The reference to a stored object: `shop`, `org.shop`, `account.shop`, or an expression. */
const reference: Reader<Text> = (node, report) => {
  const said = text(node, report);
  if (said === undefined || !isLiteral(said) || REFERENCE.test(said.text)) return said;
  const rule = 'an identifier, after "org." or "account." if it lives there';
  report.error('bad-identifier', `"${excerpt(said.text)}" names nothing: write ${rule}.`, node.at);
  return undefined;
};

/** Values for the runtime inputs of an object; they are checked against it when it is known. */
const inputs: Reader<string | undefined> = (node) =>
  isRuntimeInput(node) ? undefined : onOneLine(node);

const useFromStage: Reader<UseFromStage> = (node, report) => {
  const fields = fieldsOf(node, 'useFromStage', report);
  const stage = fields?.required('stage', identifier);
  fields?.end();
  return stage === undefined ? undefined : { useFromStage: stage, at: node.at };
};

/** `service` of a stage. */
export const service: Reader<TargetUse> = (node, report) => {
  const fields = fieldsOf(node, 'the service of a stage', report);
  if (fields === undefined) return undefined;
  const use = useOf(fields, 'serviceRef', 'serviceInputs');
  fields.ignore('gitBranch');
  fields.end();
  return use;
};

/** `environment` of a stage, with the infrastructure that it names. */
export const environment: Reader<Omit<StageTarget, 'service'>> = (node, report) => {
  const fields = fieldsOf(node, 'the environment of a stage', report);
  if (fields === undefined) return undefined;
  const use = useOf(fields, 'environmentRef', 'environmentInputs');
  const listed = fields.optional('infrastructureDefinitions', onlyOne) ?? [];
  const single = fields.optional('infrastructureDefinition', infrastructure);
  reportAll(fields);
  fields.unsupported('filters', 'provisioner', 'serviceOverrideInputs');
  fields.ignore('gitBranch');
  fields.end();
  if (use === undefined) return undefined;
  return { environment: use, ...given('infrastructure', listed[0] ?? single) };
};

/** `infrastructure` of a stage, beside its environment: that of another stage. */
export const infrastructureFromStage: Reader<UseFromStage> = (node, report) => {
  const fields = fieldsOf(node, 'the infrastructure of a stage', report);
  const use = fields?.required('useFromStage', useFromStage);
  fields?.unsupported(
    'environmentRef',
    'infrastructureDefinition',
    'infrastructureKey',
    'allowSimultaneousDeployments',
    'environment',
  );
  fields?.end();
  return use;
};

function useOf(fields: Fields, ref: string, given_: string): TargetUse | undefined {
  const from = fields.optional('useFromStage', useFromStage);
  const named = fields.has('useFromStage')
    ? fields.optional(ref, reference)
    : fields.required(ref, reference);
  const values = fields.optional(given_, inputs);
  if (from === undefined) return named && { ref: named, ...given('inputs', values) };
  if (named === undefined) return from;
  const message = `Say either "${ref}" or "useFromStage", not both.`;
  fields.report.error('bad-value', message, from.at);
  return undefined;
}

const infrastructure: Reader<TargetUse> = (node, report) => {
  const fields = fieldsOf(node, 'an infrastructure of a stage', report);
  const ref = fields?.required('identifier', reference);
  const values = fields?.optional('inputs', inputs);
  fields?.ignore('metadata');
  fields?.end();
  return ref && { ref, ...given('inputs', values) };
};

/** One infrastructure: a stage for each of several is not made. */
const onlyOne: Reader<readonly TargetUse[]> = (node, report) => {
  const second = node.kind === 'list' ? node.items[1] : undefined;
  if (second !== undefined) {
    const message =
      'Deploying to several infrastructures in one stage is not supported yet: give each a stage, or loop the stage.';
    report.unsupported('unsupported-key', message, second.at);
  }
  return listOf(infrastructure)(node, report);
};

function reportAll(fields: Fields): void {
  const at: YamlNode | undefined = fields.map.entries.get('deployToAll')?.value;
  const all = fields.optional('deployToAll', boolean) ?? false;
  if (!all || at === undefined) return;
  const message =
    'Deploying to all infrastructures of an environment is not supported yet: name one.';
  fields.report.unsupported('unsupported-key', message, at.at);
}
