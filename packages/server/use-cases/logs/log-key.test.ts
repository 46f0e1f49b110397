import { asExecutionId, asNodeKey, taskIdOf } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import { logKeyOf, parseLogKey } from './log-key.ts';

const owner = {
  scope: { accountId: 'acme', orgId: 'o', projectId: 'p' },
  pipelineId: 'ship',
  runSequence: 7,
};
const execution = asExecutionId('AZr5oA1qdXuKzH2c0bYv3Q');
const node = asNodeKey('pipeline.stages.a.spec.execution.steps.b');
const task = taskIdOf(execution, node, 2);

describe('the key of a log', () => {
  it('has the form that clients know, and leads back to the task', () => {
    const key = logKeyOf(owner, task);
    expect(key).toBe(`acme/pipeline/ship/7/-${execution}/${node}/2`);
    expect(parseLogKey(key)).toEqual({ accountId: 'acme', execution, node, task });
  });

  it.each([
    [`acme/pipeline/ship/7/-${execution}`, null],
    [`acme/pipeline/ship/7/-${execution}/`, null],
    [`acme/pipeline/ship/7/-${execution}/pipeline.stages.a`, 'pipeline.stages.a'],
  ])('may end early: %s', (key, prefix) => {
    expect(parseLogKey(key)).toEqual({ accountId: 'acme', execution, node: prefix, task: null });
  });

  it.each([
    '',
    '/',
    `acme/pipeline/ship/7/${execution}`,
    `acme/pipeline/ship/x/-${execution}`,
    'acme/pipeline/ship/7/-..',
    `acme/pipeline/ship/7/-${execution}/a/0`,
    `acme/pipeline/ship/7/-${execution}/a/1/2`,
    `accountId:acme/orgId:o/projectId:p/pipelineId:ship/runSequence:7/level0:pipeline`,
  ])('is not "%s"', (key) => {
    expect(parseLogKey(key)).toBeNull();
  });
});
