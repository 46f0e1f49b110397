import { asExecutionId, asNodeKey, taskIdOf } from '@reprise/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalIdOf, parseApprovalId } from './approval-id.ts';
import { nodeExecutionIdOf, parseNodeExecutionId } from './node-execution-id.ts';

const execution = asExecutionId('AZr5oA1qdXuKzH2c0bYv3Q');
const step = asNodeKey('pipeline.stages.build.spec.execution.steps.compile');

describe('the name of a node at the API', () => {
  it('can be read by people', () => {
    expect(nodeExecutionIdOf(execution, step)).toBe(
      'AZr5oA1qdXuKzH2c0bYv3Q~pipeline.stages.build.spec.execution.steps.compile',
    );
  });

  it('needs no encoding in a path, and leads back to the node, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        const name = nodeExecutionIdOf(execution, asNodeKey(key));
        expect(encodeURIComponent(name)).toBe(name);
        expect(parseNodeExecutionId(name)).toEqual({ execution, node: key });
      }),
    );
  });

  it.each([
    '',
    'x',
    '~',
    'x~',
    '~pipeline',
    'a/b~pipeline',
    '../x~y',
    'x~%2e',
    'x~~4',
    'x~~61',
    'x~a/b',
  ])('is not "%s"', (text) => {
    expect(parseNodeExecutionId(text)).toBeNull();
  });
});

describe('the id of an approval', () => {
  it('leads back to the task', () => {
    const task = taskIdOf(execution, step, 2);
    expect(parseApprovalId(approvalIdOf(task))).toEqual({
      execution,
      node: step,
      attempt: 2,
      task,
    });
  });

  it.each(['', 'x~y', 'x~y~~', 'x~y~~0', 'x~y~~1x', '~~1'])('is not "%s"', (text) => {
    expect(parseApprovalId(text)).toBeNull();
  });
});
