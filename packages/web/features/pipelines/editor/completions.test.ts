import { describe, expect, it } from 'vitest';
import { completionsAt } from './completions.ts';

const SCHEMA = {
  anyOf: [{ $ref: '#/definitions/file' }],
  definitions: {
    file: { properties: { pipeline: { $ref: '#/definitions/pipeline' } } },
    pipeline: {
      properties: {
        name: {},
        stages: {
          anyOf: [
            { type: 'array', items: { properties: { stage: { $ref: '#/definitions/stage' } } } },
          ],
        },
        allowStageExecutions: { type: 'boolean' },
      },
    },
    stage: {
      properties: { identifier: {}, type: { enum: ['Custom', 'Approval'] }, spec: {} },
      allOf: [
        {
          if: { properties: { type: { const: 'Custom' } } },
          // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's, and nobody awaits it
          then: { properties: { spec: { properties: { execution: {} } } } },
        },
        {
          if: { properties: { type: { const: 'Approval' } } },
          // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's, and nobody awaits it
          then: { properties: { spec: { properties: { gate: {} } } } },
        },
      ],
    },
  },
};

/** What is offered where the text says `|`. */
function offered(text: string, asked = true): readonly string[] {
  const offset = text.indexOf('|');
  const found = completionsAt(SCHEMA, text.replace('|', ''), offset, asked);
  return found?.options.map(({ label }) => label) ?? [];
}

describe('completion', () => {
  it.each([
    ['the first key of all', '|', ['pipeline']],
    ['the first key of a block', 'pipeline:\n  |', ['name', 'stages', 'allowStageExecutions']],
    [
      'a key after others',
      'pipeline:\n  name: x\n  st|',
      ['name', 'stages', 'allowStageExecutions'],
    ],
    ['an item of a list', 'pipeline:\n  stages:\n    - |', ['stage']],
    ['an item below the key of its list', 'pipeline:\n  stages:\n  - |', ['stage']],
    [
      'a map in an item',
      'pipeline:\n  stages:\n    - stage:\n        |',
      ['identifier', 'type', 'spec'],
    ],
    [
      'a value that is one of some',
      'pipeline:\n  stages:\n    - stage:\n        type: A|',
      ['Custom', 'Approval'],
    ],
    ['a boolean', 'pipeline:\n  allowStageExecutions: |', ['true', 'false']],
  ])('offers %s', (_, text, labels) => {
    expect(offered(text)).toEqual(labels);
  });

  it('offers in a spec what its type has, after a comment and a stage before it', () => {
    const text =
      'pipeline:\n  stages:\n    - stage:\n        type: Approval\n    # two\n    - stage:\n        type: Custom\n        spec:\n          |';
    expect(offered(text)).toEqual(['execution']);
  });

  it('offers nothing inside of a text, or before the first letter unless it is asked', () => {
    expect(offered('pipeline:\n  name: |')).toEqual([]);
    expect(offered('pipeline:\n  |', false)).toEqual([]);
    expect(completionsAt(null, 'pi', 2, true)).toBeNull();
  });
});
