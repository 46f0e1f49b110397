import type { Position, Text } from '@reprise/core';

/** What people can be told of: Harness's own words. */
export const NOTIFICATION_EVENTS = [
  'PipelineStart',
  'PipelineEnd',
  'PipelineSuccess',
  'PipelineFailed',
  'PipelinePaused',
  'PipelineResumed',
  'StageStart',
  'StageSuccess',
  'StageFailed',
  'StepFailed',
  'WaitingForUserAction',
  'TriggerFailed',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/** A kind of event that a rule asks for. */
export interface WantedEvent {
  readonly type: NotificationEvent | 'AllEvents';
  /** Of these stages only, by identifier; of all when it names none. */
  readonly stages: readonly string[];
  /** Of these steps only, by identifier; of all when it names none. */
  readonly steps: readonly string[];
}

/** Methods that Harness has and this server does not send by. */
export const OTHER_METHODS = ['Slack', 'PagerDuty', 'MsTeams', 'Datadog'] as const;

export type NotificationMethod =
  | {
      readonly type: 'Webhook';
      readonly url: Text;
      readonly headers: readonly { readonly name: string; readonly value: Text }[];
    }
  | {
      readonly type: 'Email';
      readonly recipients: readonly Text[];
      /** Whose members get the mail too: `id`, `org.id`, `account.id`. */
      readonly userGroups?: readonly string[];
      readonly at: Position;
    }
  | { readonly type: (typeof OTHER_METHODS)[number] };

/** One of the `notificationRules` of a pipeline. Its name is unique in the pipeline. */
export interface NotificationRule {
  readonly name: string;
  readonly enabled: boolean;
  readonly events: readonly WantedEvent[];
  readonly method: NotificationMethod;
}
