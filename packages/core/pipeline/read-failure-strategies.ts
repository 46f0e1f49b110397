import { asMilliseconds } from '@reprise/core';
import {
  boolean,
  choice,
  duration,
  type Fields,
  fieldsOf,
  given,
  isRuntimeInput,
  listOf,
  type Reader,
  text,
  wholeNumber,
} from '../yaml/index.ts';
import {
  type AskPeople,
  FAILURE_TYPES,
  type FailureAction,
  type FailureStrategy,
  FINAL_ACTIONS,
  type RetryGroup,
  type RetryStep,
  type Settle,
} from './failure-strategy.ts';

/** What a failure strategy can say is done. */
export const ACTION_TYPES = [
  ...FINAL_ACTIONS,
  'Retry',
  'ManualIntervention',
  'ProceedWithDefaultValues',
  'RetryStepGroup',
] as const satisfies readonly FailureAction['type'][];

type ActionType = FailureAction['type'];

const MINUTE = asMilliseconds(60_000);

/** `failureStrategies` of a stage, group or step. Undefined while the whole of it is `<+input>`. */
export const failureStrategies: Reader<readonly FailureStrategy[]> = (node, report) =>
  isRuntimeInput(node) ? undefined : listOf(strategy)(node, report);

const strategy: Reader<FailureStrategy> = (node, report) => {
  const fields = fieldsOf(node, 'a failure strategy', report);
  const onFailure = fields?.required('onFailure', (value) =>
    fieldsOf(value, 'onFailure of a failure strategy', report),
  );
  fields?.end();
  if (onFailure === undefined) return undefined;
  const errors = onFailure.required('errors', errorsOf);
  const action = onFailure.required('action', anyAction);
  onFailure.end();
  if (errors === undefined || action === undefined) return undefined;
  return { errors, action, at: node.at };
};

const errorsOf: Reader<FailureStrategy['errors']> = (node, report) => {
  if (isRuntimeInput(node)) return [];
  if (node.kind === 'list' && node.items.length === 0) {
    const message = 'There are no errors here: name those it is for, or AllErrors.';
    report.error('empty-list', message, node.at);
  }
  return listOf(choice('AllErrors', ...FAILURE_TYPES))(node, report);
};

/** An action is read by its type, which must be one of those that make sense at its place. */
function actionReader<Action>(
  what: string,
  types: readonly ActionType[],
  read: (type: ActionType, fields: Fields) => Action | undefined,
): Reader<Action> {
  return (node, report) => {
    const fields = fieldsOf(node, what, report);
    if (fields === undefined) return undefined;
    const [first = 'Ignore', ...others] = types;
    const type = fields.required('type', choice(first, ...others));
    const action = type === undefined ? undefined : read(type, fields);
    if (type === undefined) fields.ignore('spec');
    fields.end();
    return action;
  };
}

const anyAction = actionReader<FailureAction>(
  'the action of a failure strategy',
  ACTION_TYPES,
  (type, fields) => {
    if (type === 'Retry') return retryOf(fields);
    if (type === 'RetryStepGroup') return retryGroupOf(fields);
    if (type === 'ProceedWithDefaultValues') {
      fields.ignore('spec');
      return { type };
    }
    return type === 'ManualIntervention' ? askOf(fields) : settleOf(type, fields);
  },
);

const afterRetries = actionReader<RetryStep['onRetryFailure']>(
  'the action of onRetryFailure',
  [...FINAL_ACTIONS, 'ManualIntervention'],
  (type, fields) => (type === 'ManualIntervention' ? askOf(fields) : settleOf(type, fields)),
);

/** What nobody has decided in time is one action: nothing more can be said of it. */
const afterWaiting = actionReader('the action of onTimeout', FINAL_ACTIONS, (type, fields) => {
  const settled = settleOf(type, fields);
  if (settled?.failAll) {
    const message = '"failAll" is not supported in onTimeout yet.';
    fields.report.unsupported('unsupported-key', message, fields.map.at);
  }
  return settled;
});

function settleOf(type: ActionType, fields: Fields): Settle | undefined {
  let failAll = false;
  if (type === 'PipelineRollback') {
    const spec = fields.optional('spec', (node, report) =>
      fieldsOf(node, 'the spec of a PipelineRollback', report),
    );
    failAll = spec?.optional('failAll', boolean) ?? false;
    spec?.end();
  } else fields.ignore('spec');
  const final = FINAL_ACTIONS.find((each) => each === type);
  return final && { type: final, ...(failAll && { failAll }) };
}

function retryOf(fields: Fields): RetryStep | undefined {
  const spec = specOf(fields, 'the spec of a Retry');
  if (spec === undefined) return undefined;
  const limits = limitsOf(spec);
  const condition = spec.optional('condition', text);
  spec.end();
  return limits && { type: 'Retry', ...limits, ...given('condition', condition) };
}

function retryGroupOf(fields: Fields): RetryGroup | undefined {
  const spec = specOf(fields, 'the spec of a RetryStepGroup');
  if (spec === undefined) return undefined;
  const limits = limitsOf(spec);
  spec.end();
  return limits && { type: 'RetryStepGroup', ...limits };
}

/** How often something is tried again, how long that is waited for, and what is done after the last time. */
function limitsOf(spec: Fields): Omit<RetryGroup, 'type'> | undefined {
  const retryCount = spec.required('retryCount', wholeNumber(1));
  const retryIntervals = spec.required('retryIntervals', intervals);
  const onRetryFailure = spec.optional('onRetryFailure', wrapped('onRetryFailure', afterRetries));
  if (retryCount === undefined || retryIntervals === undefined) return undefined;
  return {
    retryCount,
    retryIntervals,
    onRetryFailure: onRetryFailure ?? { type: 'MarkAsFailure' },
  };
}

function askOf(fields: Fields): AskPeople | undefined {
  const spec = specOf(fields, 'the spec of a ManualIntervention');
  if (spec === undefined) return undefined;
  const timeout = spec.required('timeout', knownDuration);
  const onTimeout = spec.required('onTimeout', wrapped('onTimeout', afterWaiting));
  spec.end();
  if (timeout === undefined || onTimeout === undefined) return undefined;
  return { type: 'ManualIntervention', timeout, onTimeout: onTimeout.type };
}

const specOf = (fields: Fields, what: string): Fields | undefined =>
  fields.required('spec', (node, report) => fieldsOf(node, what, report));

/** `{ action: … }`: how an action stands inside another one. */
function wrapped<Action>(what: string, read: Reader<Action>): Reader<Action> {
  return (node, report) => {
    const fields = fieldsOf(node, what, report);
    const action = fields?.required('action', read);
    fields?.end();
    return action;
  };
}

const knownDuration: typeof duration = (node, report) =>
  isRuntimeInput(node) ? MINUTE : duration(node, report);

const intervals: Reader<RetryStep['retryIntervals']> = (node, report) => {
  if (isRuntimeInput(node)) return [MINUTE];
  if (node.kind === 'list' && node.items.length === 0) {
    report.error('empty-list', 'There are no intervals here; at least one is needed.', node.at);
  }
  return listOf(knownDuration)(node, report);
};
