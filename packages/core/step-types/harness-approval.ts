import { instantOfLocalTime, type Result, type Text } from '@reprise/core';
import {
  boolean,
  choice,
  type Fields,
  fieldsOf,
  given,
  names,
  type Reader,
  text,
  wholeNumber,
} from '../yaml/index.ts';
import { approverInputs } from './approver-inputs.ts';
import type {
  ApprovalWork,
  AutoApprovalSpec,
  HarnessApprovalSpec,
  StepWork,
} from './model/index.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

type Approvers = Pick<
  HarnessApprovalSpec,
  'userGroups' | 'minimumCount' | 'disallowPipelineExecutor' | 'disallowedUserEmails'
>;

export const harnessApproval: StepTypeReader<HarnessApprovalSpec> = {
  type: 'HarnessApproval',
  readSpec(fields) {
    const message = fields.optional('approvalMessage', text) ?? emptyText(fields);
    const approvers = fields.required('approvers', readApprovers);
    const inputs = fields.optional('approverInputs', approverInputs) ?? [];
    const callbackId = fields.optional('callbackId', text);
    const autoReject = fields.optional('isAutoRejectEnabled', boolean);
    const autoApproval = fields.optional('autoApproval', readAutoApproval);
    fields.optional('includePipelineExecutionHistory', boolean);
    if (approvers === undefined) return undefined;
    return {
      type: 'HarnessApproval',
      message,
      ...approvers,
      ...given('callbackId', callbackId),
      ...(autoReject === true && { autoReject }),
      ...given('autoApproval', autoApproval),
      inputs,
    };
  },
};

const emptyText = (fields: Fields): Text => ({ text: '', at: fields.map.at });

const readApprovers: Reader<Approvers> = (node, report) => {
  const fields = fieldsOf(node, 'approvers', report);
  if (fields === undefined) return undefined;
  const userGroups = fields.required('userGroups', names);
  const minimumCount = fields.required('minimumCount', wholeNumber(1));
  const disallowPipelineExecutor = fields.optional('disallowPipelineExecutor', boolean) ?? false;
  const disallowedUserEmails = fields.optional('disallowedUserEmails', names) ?? [];
  fields.unsupported('serviceAccounts');
  fields.end();
  const groups = fields.map.entries.get('userGroups')?.value;
  if (groups?.kind === 'list' && groups.items.length === 0) {
    const message = 'Nobody could approve: name at least one user group.';
    report.error('empty-list', message, groups.at);
  }
  if (userGroups === undefined || minimumCount === undefined) return undefined;
  return {
    userGroups,
    minimumCount,
    disallowPipelineExecutor,
    ...(disallowedUserEmails.length > 0 && { disallowedUserEmails }),
  };
};

const readAutoApproval: Reader<AutoApprovalSpec> = (node, report) => {
  const fields = fieldsOf(node, 'an automatic approval', report);
  if (fields === undefined) return undefined;
  fields.required('action', choice('APPROVE'));
  const deadline = fields.required('scheduledDeadline', readDeadline);
  const comments = fields.optional('comments', text);
  fields.end();
  return deadline && { ...deadline, ...given('comments', comments) };
};

const readDeadline: Reader<AutoApprovalSpec> = (node, report) => {
  const fields = fieldsOf(node, 'a scheduled deadline', report);
  if (fields === undefined) return undefined;
  const time = fields.required('time', text);
  const timeZone = fields.required('timeZone', text);
  fields.end();
  if (time === undefined || timeZone === undefined) return undefined;
  const isKnown = !time.text.includes('<+') && !timeZone.text.includes('<+');
  if (isKnown && instantOfLocalTime(time.text, timeZone.text) === null) {
    report.error('bad-value', noSuchTime(time.text, timeZone.text), time.at);
  }
  return { time, timeZone };
};

const noSuchTime = (time: string, zone: string): string =>
  `"${time}" in "${zone}" is no time; write it as 2023-12-20 09:24 AM, with a zone such as Asia/Kolkata.`;

/** An approval that the engine waits for; its texts are shown to people, so no secret may be in them (I10). */
export function resolveHarnessApproval(
  spec: HarnessApprovalSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const { userGroups, minimumCount, disallowPipelineExecutor } = spec;
  const { callbackId, autoApproval, autoReject, disallowedUserEmails } = spec;
  const approval = {
    message: turn.text(spec.message),
    userGroups,
    minimumCount,
    disallowPipelineExecutor,
    ...given('disallowedUserEmails', disallowedUserEmails),
    ...given('callbackId', callbackId && turn.text(callbackId)),
    ...given('autoReject', autoReject),
    ...given('autoApproval', autoApproval && resolveAutoApproval(autoApproval, turn)),
    inputs: spec.inputs.map((input) => ({
      ...input,
      defaultValue: turn.text(input.defaultValue),
    })),
  };
  return turn.result({ kind: 'approval', approval });
}

function resolveAutoApproval(
  spec: AutoApprovalSpec,
  turn: TextsInTurn,
): ApprovalWork['autoApproval'] {
  const time = turn.text(spec.time);
  const timeZone = turn.text(spec.timeZone);
  const comments = spec.comments === undefined ? '' : turn.text(spec.comments);
  const at = instantOfLocalTime(time, timeZone);
  if (at !== null) return { at, comments };
  turn.refuse(noSuchTime(time, timeZone), spec.time.at);
  return undefined;
}
