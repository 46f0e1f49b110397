import type { Value } from '@reprise/core/expression';
import { type ApprovalWork, objectionTo } from '@reprise/core/step-types';
import type { ApprovalGiven } from '../../approval-given.ts';
import type { ActOnApproval } from '../../command.ts';
import type { CommandRefusal, CommandRefusalCode } from '../../decision.ts';
import type { Principal } from '../../origin.ts';
import type { ExecutionState } from '../../state.ts';
import { describe, refuse } from '../refuse.ts';

/** An approval as it stands. */
export interface Waiting {
  readonly approval: ApprovalWork;
  readonly approvals: readonly ApprovalGiven[];
}

export type Objection = { readonly ok: false; readonly error: CommandRefusal } | null;

/** Why somebody may not say this of an approval; null when they may. */
export function objection(
  state: ExecutionState,
  command: ActOnApproval,
  waiting: Waiting,
): Objection {
  const name = describe(state.plan, command.node);
  const no = notAllowed(state, command, waiting, name);
  if (no !== null || command.action === 'REJECT') return no;
  return approvedAlready(command, waiting, name) ?? inputObjection(command, waiting, name);
}

function notAllowed(
  state: ExecutionState,
  { by, node, groups }: ActOnApproval,
  { approval }: Waiting,
  name: string,
): Objection {
  const because = (message: string): Objection =>
    refuse('APPROVER_NOT_ALLOWED', message, { node, by: by.name });
  if (approval.disallowPipelineExecutor && startersOf(state).some((one) => isSame(one, by))) {
    return because(
      `${by.name} started this execution, and ${name} must be decided by somebody else`,
    );
  }
  const email = (by.email ?? by.name).toLowerCase();
  if (approval.disallowedUserEmails?.some((one) => one.toLowerCase() === email) === true) {
    return because(`${by.name} is not to decide ${name}: its disallowedUserEmails say so`);
  }
  if (groups === undefined || approval.userGroups.some((group) => isIn(groups, group))) return null;
  const wanted = approval.userGroups.join(', ');
  return because(`${by.name} belongs to none of the user groups that decide ${name}: ${wanted}`);
}

/** The groups that Harness makes of itself for each scope hold everybody there. */
const EVERYBODY = /^(account\._account_all_users|org\._organization_all_users|_project_all_users)$/;

const isIn = (groups: readonly string[], group: string): boolean =>
  EVERYBODY.test(group) || groups.includes(group);

function approvedAlready({ by, node }: ActOnApproval, waiting: Waiting, name: string): Objection {
  const { approval, approvals } = waiting;
  if (!approvals.some((given) => isSame(given.by, by))) return null;
  const missing = approval.minimumCount - approvals.length;
  const message = `${by.name} has approved ${name} already; ${missing} more must`;
  return refuse('ALREADY_APPROVED', message, { node, by: by.name, missing });
}

/** Inputs are checked when somebody approves, never when they reject. */
function inputObjection(command: ActOnApproval, waiting: Waiting, name: string): Objection {
  const { inputs: asked } = waiting.approval;
  const names = asked.map((input) => input.name);
  const because = (code: CommandRefusalCode, input: string, why: string): Objection =>
    refuse(code, `${name}: ${why}`, { node: command.node, input, names });
  const unknown = Object.keys(command.inputs).find((input) => !names.includes(input));
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    return because(
      'APPROVAL_INPUT_UNKNOWN',
      unknown,
      `no approver input is called ${unknown}; ${known}`,
    );
  }
  const values = new Map([...valuesOf(waiting), ...Object.entries(command.inputs)]);
  for (const { name: input, required, validator } of asked) {
    const value = values.get(input) ?? '';
    if (value === '') {
      if (required === true) {
        return because('APPROVAL_INPUT_MISSING', input, `the approver input ${input} is required`);
      }
      continue;
    }
    const wrong = validator === undefined ? null : objectionTo(validator, value);
    if (wrong !== null) {
      const why = `"${value}" will not do for the approver input ${input}: ${wrong}`;
      return because('APPROVAL_INPUT_INVALID', input, why);
    }
  }
  return null;
}

/** What the inputs are worth: the last approver counts, then those before, then the defaults. */
function valuesOf({ approval, approvals }: Waiting): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, defaultValue } of approval.inputs) values.set(name, defaultValue);
  for (const { inputs } of approvals) {
    for (const [name, value] of Object.entries(inputs)) values.set(name, value);
  }
  return values;
}

/** The inputs as the step publishes them. */
export const inputsOf = (waiting: Waiting): { readonly [name: string]: Value } =>
  Object.fromEntries(valuesOf(waiting));

/** Whoever started an execution of this chain: a retry does not make its starter somebody else. */
const startersOf = ({ created }: ExecutionState): readonly Principal[] => [
  ...(created.retry?.starters ?? []),
  created.trigger.by,
];

const isSame = (one: Principal, other: Principal): boolean =>
  one.kind === other.kind && (one.id ?? one.name) === (other.id ?? other.name);
