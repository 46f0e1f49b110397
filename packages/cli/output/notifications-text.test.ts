import type { NotificationState } from '@reprise/api';
import { expect, it } from 'vitest';
import { notificationsText } from './notifications-text.ts';

const sent: NotificationState = {
  rule: 'team',
  eventType: 'StageFailed',
  node: 'pipeline.stages.ship',
  method: 'Webhook',
  status: 'SENT',
  tries: 1,
  createdAt: 0,
  lastTriedAt: 0,
  nextTryAt: null,
  problem: null,
};

it('a notification that was given up says why, and nothing in it moves the cursor', () => {
  const problem = 'example.com answered 503\u001b[2J';
  const text = notificationsText([sent, { ...sent, status: 'GIVEN_UP', tries: 10, problem }]);
  const [, first, second] = text.split('\n');
  expect(first).toMatch(/^sent +StageFailed +ship +team +Webhook +1 /);
  expect(second).toMatch(/^given up +StageFailed +ship +team +Webhook +10 .*answered 503/);
  expect(text).not.toContain('\u001b');
});

it('an execution without notifications says so', () => {
  expect(notificationsText([])).toBe('This execution has told nobody anything.\n');
});
