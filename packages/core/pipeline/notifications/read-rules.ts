import {
  boolean,
  choice,
  fieldsOf,
  listOf,
  namedList,
  names,
  type Reader,
  text,
} from '../../yaml/index.ts';
import { displayName, identifier } from '../read-common.ts';
import {
  NOTIFICATION_EVENTS,
  type NotificationMethod,
  type NotificationRule,
  OTHER_METHODS,
  type WantedEvent,
} from './model.ts';

const rule: Reader<NotificationRule> = (node, report) => {
  const fields = fieldsOf(node, 'a notification rule', report);
  if (fields === undefined) return undefined;
  const name = fields.required('name', displayName);
  fields.optional('identifier', identifier);
  const enabled = fields.optional('enabled', boolean) ?? true;
  const events = fields.required('pipelineEvents', listOf(wantedEvent));
  const method = fields.required('notificationMethod', methodOf(enabled));
  // Of templates of notifications nothing is known here.
  fields.unsupported('template');
  fields.end();
  if (name === undefined || events === undefined || method === undefined) return undefined;
  return { name, enabled, events, method };
};

/** `notificationRules` of a pipeline. */
export const notificationRules: Reader<readonly NotificationRule[]> = namedList(
  'notification rule',
  rule,
);

/** How all stages are named at once. */
export const EVERY_STAGE = 'AllStages';

const wantedEvent: Reader<WantedEvent> = (node, report) => {
  const fields = fieldsOf(node, 'an event to be told of', report);
  if (fields === undefined) return undefined;
  const type = fields.required('type', choice('AllEvents', ...NOTIFICATION_EVENTS));
  const stages = fields.optional('forStages', names) ?? [];
  const steps = fields.optional('forSteps', names) ?? [];
  fields.end();
  if (type === undefined) return undefined;
  return { type, stages: stages.includes(EVERY_STAGE) ? [] : stages, steps };
};

/** A method by which nothing is sent says so, unless its rule is switched off anyway. */
const methodOf =
  (enabled: boolean): Reader<NotificationMethod> =>
  (node, report) => {
    const fields = fieldsOf(node, 'the method of a notification', report);
    if (fields === undefined) return undefined;
    const type = fields.required('type', choice('Webhook', 'Email', ...OTHER_METHODS));
    if (type !== 'Webhook' && type !== 'Email') {
      fields.ignore('spec');
      fields.end();
      if (type === undefined) return undefined;
      const message = `Nothing is sent by ${type}: this server notifies by Webhook and Email.`;
      if (enabled) report.warning('not-notified', message, fields.map.at);
      return { type };
    }
    const method = fields.required('spec', type === 'Webhook' ? webhook : mail);
    fields.end();
    return method;
  };

const webhook: Reader<NotificationMethod> = (node, report) => {
  const fields = fieldsOf(node, 'the spec of a Webhook notification', report);
  if (fields === undefined) return undefined;
  const url = fields.required('webhookUrl', text);
  const headers = fields.optional('headers', headersOf) ?? [];
  fields.end();
  return url && { type: 'Webhook', url, headers };
};

const headersOf: Reader<Extract<NotificationMethod, { type: 'Webhook' }>['headers']> = (
  node,
  report,
) => {
  const fields = fieldsOf(node, 'a map of headers', report);
  if (fields === undefined) return undefined;
  return [...fields.map.entries].flatMap(([name, { value }]) => {
    const said = text(value, report);
    return said === undefined ? [] : [{ name, value: said }];
  });
};

const mail: Reader<NotificationMethod> = (node, report) => {
  const fields = fieldsOf(node, 'the spec of an Email notification', report);
  if (fields === undefined) return undefined;
  const recipients = fields.optional('recipients', listOf(text)) ?? [];
  const userGroups = fields.optional('userGroups', names) ?? [];
  fields.end();
  const groups = userGroups.length === 0 ? {} : { userGroups };
  return { type: 'Email', recipients, ...groups, at: fields.map.at };
};
