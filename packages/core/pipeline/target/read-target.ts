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
} from '../../yaml/index.ts';
import { onOneLine } from '../inputs/edits.ts';
import { wantingNodes } from '../inputs/wanted.ts';
import { identifier } from '../read-common.ts';
import { hasFilters, readFilters } from './filters.ts';
import {
  isLiteral,
  type NamedUse,
  type StageTarget,
  type TargetUse,
  type UseFromStage,
} from './model.ts';

/** What names a stored object: an identifier, with its level if that is not the project. */
export const REFERENCE = /^(?:(?:account|org)\.)?[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

/** The reference to a stored object: `shop`, `org.shop`, `account.shop`, or an expression. */
const reference: Reader<Text> = (node, report) => {
  const said = text(node, report);
  if (said === undefined || !isLiteral(said) || REFERENCE.test(said.text)) return said;
  const rule = 'an identifier, after "org." or "account." if it lives there';
  report.error('bad-identifier', `"${excerpt(said.text)}" names nothing: write ${rule}.`, node.at);
  return undefined;
};

/** Values for the runtime inputs of an object; they are checked against it when it is known. */
const inputs: Reader<Pick<NamedUse, 'inputs' | 'asksForInputs'>> = (node) => ({
  ...(wantingNodes(node, isRuntimeInput).has(node) && { asksForInputs: true }),
  ...(!isRuntimeInput(node) && { inputs: onOneLine(node) }),
});

const useFromStage: Reader<UseFromStage> = (node, report) => {
  const fields = fieldsOf(node, 'useFromStage', report);
  const stage = fields?.required('stage', identifier);
  fields?.end();
  return stage === undefined ? undefined : { useFromStage: stage, at: node.at };
};

/** `service` of a stage, or one of several. */
export const serviceFields =
  (what: string): Reader<TargetUse> =>
  (node, report) => {
    const fields = fieldsOf(node, what, report);
    if (fields === undefined) return undefined;
    const use = useOf(fields, 'serviceRef', 'serviceInputs');
    fields.ignore('gitBranch');
    fields.end();
    return use;
  };

/** `environment` of a stage, or one of several: with each infrastructure that it names, alone if it names none. */
export const environmentFields =
  (what: string): Reader<readonly Omit<StageTarget, 'service'>[]> =>
  (node, report) => {
    const fields = fieldsOf(node, what, report);
    if (fields === undefined) return undefined;
    const use = useOf(fields, 'environmentRef', 'environmentInputs');
    const listed = fields.optional('infrastructureDefinitions', listOf(infrastructure)) ?? [];
    const single = fields.optional('infrastructureDefinition', infrastructure);
    const all = toAll(fields, use, listed.length > 0 || single !== undefined);
    const filters = readFilters(fields, ['infrastructures']);
    fields.unsupported('provisioner', 'serviceOverrideInputs');
    fields.ignore('gitBranch');
    fields.end();
    if (use === undefined) return undefined;
    if (all) return [{ environment: use, deployToAll: true, ...given('filters', filters) }];
    if (listed.length === 0) return [{ environment: use, ...given('infrastructure', single) }];
    return listed.map((each) => ({ environment: use, infrastructure: each }));
  };

/** `environment` of a stage that deploys nothing: with one infrastructure at most. */
export const oneEnvironment: Reader<Omit<StageTarget, 'service'>> = (node, report) => {
  const [first, second] = environmentFields('the environment of a stage')(node, report) ?? [];
  if (second === undefined && first?.deployToAll === undefined) return first;
  const message =
    'Only a stage of type Deployment can have several infrastructures: give each a stage.';
  report.unsupported('unsupported-key', message, node.at);
  return undefined;
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
  if (from === undefined) return named && { ref: named, ...values };
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
  return ref && { ref, ...values };
};

/** `deployToAll` or `filters`: whether no infrastructure is named, and all that the environment has are meant, or some. */
function toAll(fields: Fields, use: TargetUse | undefined, named: boolean): boolean {
  const all = fields.optional('deployToAll', boolean) ?? false;
  const key = all ? 'deployToAll' : 'filters';
  const at = fields.map.entries.get(key)?.value.at;
  if (at === undefined || !(all || hasFilters(fields))) return false;
  const said = all ? '"deployToAll: true"' : '"filters"';
  const refuse = (message: string) => fields.report.unsupported('unsupported-key', message, at);
  if (named) refuse(`With ${said} no infrastructure is named, nor given inputs, yet.`);
  if (use?.useFromStage !== undefined) {
    refuse(`${said} of the environment of another stage is not supported yet.`);
  }
  return true;
}
