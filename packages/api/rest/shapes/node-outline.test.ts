import { describe, expect, it } from 'vitest';
import { areOutlines, type NodeOutline } from './node-outline.ts';

const PLAIN: NodeOutline = {
  key: 'pipeline.stages.build',
  kind: 'stage',
  identifier: 'build',
  name: 'Build',
  status: 'Running',
  startTs: 1,
  endTs: null,
  parent: 'pipeline',
  after: ['pipeline.stages.lint'],
  row: 1,
};
const FULL: Required<NodeOutline> = {
  ...PLAIN,
  iteration: 0,
  attempts: 2,
  logged: true,
  failure: { message: 'no', exitCode: 3 },
  asks: true,
  child: { planExecutionId: 'x', orgId: 'o', projectId: 'p', pipelineId: 'c' },
  reusedFrom: 'y',
};

/** One of another kind than what stands there; nothing may be an object without fields. */
const wrong = (value: unknown): unknown => (typeof value === 'string' ? 7 : {});

describe('the outlines of nodes', () => {
  it('are lists of them, with and without what is rare', () => {
    expect(areOutlines([])).toBe(true);
    expect(areOutlines([PLAIN, FULL, { ...PLAIN, parent: null }])).toBe(true);
  });

  it('may say more than is known here', () => {
    expect(areOutlines([{ ...PLAIN, news: 1 }])).toBe(true);
  });

  it.each(Object.keys(PLAIN))('are none when %s is missing', (field) => {
    expect(areOutlines([FULL, { ...FULL, [field]: undefined }])).toBe(false);
  });

  it.each(Object.entries(FULL))('are none when %s is something else', (field, value) => {
    expect(areOutlines([FULL, { ...FULL, [field]: wrong(value) }])).toBe(false);
  });

  it.each(Object.entries(FULL.child))('are none when the %s of a child is not known', (field) => {
    expect(areOutlines([{ ...FULL, child: { ...FULL.child, [field]: null } }])).toBe(false);
  });

  it.each([
    ['a status', { status: 'Dancing' }],
    ['a kind', { kind: 'stages' }],
    ['a sibling', { after: [7] }],
  ])('are none with %s that nobody knows', (_, change) => {
    expect(areOutlines([{ ...PLAIN, ...change }])).toBe(false);
  });

  it.each([null, undefined, 7, 'text', {}, [null], ['text']])('are none of %j', (given) => {
    expect(areOutlines(given)).toBe(false);
  });
});
