import { ok, type Result, refused, type Text } from '@reprise/core';
import {
  boolean,
  type Fields,
  fieldsOf,
  fixed,
  namedList,
  names,
  type Reader,
  text,
  wholeNumber,
} from '../yaml/index.ts';
import type { HarnessApprovalSpec, StepWork } from './model.ts';
import type { StepTypeReader } from './step-type.ts';
import type { StepTextError, StepTexts } from './texts.ts';

type Approvers = Pick<
  HarnessApprovalSpec,
  'userGroups' | 'minimumCount' | 'disallowPipelineExecutor'
>;
type ApproverInput = HarnessApprovalSpec['inputs'][number];

export const harnessApproval: StepTypeReader<HarnessApprovalSpec> = {
  type: 'HarnessApproval',
  readSpec(fields) {
    const message = fields.optional('approvalMessage', text) ?? emptyText(fields);
    const approvers = fields.required('approvers', readApprovers);
    const inputs =
      fields.optional('approverInputs', namedList('input of the approver', readInput)) ?? [];
    fields.optional('includePipelineExecutionHistory', boolean);
    fields.unsupported('isAutoRejectEnabled', 'callbackId', 'autoApproval');
    return approvers && { type: 'HarnessApproval', message, ...approvers, inputs };
  },
};

const emptyText = (fields: Fields): Text => ({ text: '', at: fields.map.at });

const readApprovers: Reader<Approvers> = (node, report) => {
  const fields = fieldsOf(node, 'approvers', report);
  if (fields === undefined) return undefined;
  const userGroups = fields.required('userGroups', names);
  const minimumCount = fields.required('minimumCount', wholeNumber(1));
  const disallowPipelineExecutor = fields.optional('disallowPipelineExecutor', boolean) ?? false;
  fields.unsupported('serviceAccounts', 'disallowedUserEmails');
  fields.end();
  const groups = fields.map.entries.get('userGroups')?.value;
  if (groups?.kind === 'list' && groups.items.length === 0) {
    const message = 'Nobody could approve: name at least one user group.';
    report.error('empty-list', message, groups.at);
  }
  if (userGroups === undefined || minimumCount === undefined) return undefined;
  return { userGroups, minimumCount, disallowPipelineExecutor };
};

const inputName = fixed('a name', '_', ({ text: { text: name } }) =>
  /^[a-zA-Z_][a-zA-Z0-9_.$-]{0,127}$/.test(name) ? name : undefined,
);

const readInput: Reader<ApproverInput> = (node, report) => {
  const fields = fieldsOf(node, 'an input of the approver', report);
  if (fields === undefined) return undefined;
  const name = fields.required('name', inputName);
  const defaultValue = fields.optional('defaultValue', text) ?? emptyText(fields);
  fields.ignore('description');
  fields.unsupported('required', 'regex', 'allowedValues', 'selectOneFrom', 'selectManyFrom');
  fields.end();
  return name === undefined ? undefined : { name, defaultValue };
};

/** An approval that the engine waits for; its texts are shown to people, so no secret may be in them (I10). */
export function resolveHarnessApproval(
  spec: HarnessApprovalSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const message = texts.text(spec.message);
  if (!message.ok) return refused(message.error);
  const inputs: { name: string; defaultValue: string }[] = [];
  for (const input of spec.inputs) {
    const defaultValue = texts.text(input.defaultValue);
    if (!defaultValue.ok) return refused(defaultValue.error);
    inputs.push({ name: input.name, defaultValue: defaultValue.value });
  }
  return ok({
    kind: 'approval',
    approval: {
      message: message.value,
      userGroups: spec.userGroups,
      minimumCount: spec.minimumCount,
      disallowPipelineExecutor: spec.disallowPipelineExecutor,
      inputs,
    },
  });
}
