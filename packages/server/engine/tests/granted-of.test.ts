import { asExecutionId, asNodeKey, taskIdOf } from '@reprise/core';
import { expect, it } from 'vitest';
import { grantedOf } from '../granted-of.ts';

/** `a/pipeline`, `a/stage`: an execution, and for what it holds the key. */
const claim = (who: string) => {
  const [execution = '', holder = ''] = who.split('/');
  const executionId = asExecutionId(execution);
  return {
    executionId,
    holder: asNodeKey(holder),
    taskId: taskIdOf(executionId, asNodeKey(who.replace('/', '.')), 1),
  };
};

it.each([
  ['nobody', [], []],
  ['the first of several executions', ['a/pipeline', 'b/pipeline'], ['a/pipeline']],
  ['its stages with it', ['a/pipeline', 'b/pipeline', 'a/x'], ['a/pipeline', 'a/x']],
  ['one stage at a time', ['a/x', 'a/y', 'b/pipeline'], ['a/x']],
  ['one stage as often as it asks', ['a/x', 'b/pipeline', 'a/x'], ['a/x', 'a/x']],
])('%s has its turn', (_, waiting, granted) => {
  expect(grantedOf(waiting.map(claim))).toEqual(granted.map((who) => claim(who).taskId));
});
