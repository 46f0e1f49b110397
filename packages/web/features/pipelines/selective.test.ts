import { describe, expect, it } from 'vitest';
import { allowsSelective, withSelective } from './selective.ts';

const WRITTEN = `# Ours
pipeline:
  identifier: p # the id

  stages: # in order
    - stage: {identifier: a}
`;

describe('allowing selective stage executions', () => {
  it('adds one line, and keeps every comment and blank line', () => {
    expect(withSelective(WRITTEN, true)).toBe(
      WRITTEN.replace('  stages:', '  allowStageExecutions: true\n  stages:'),
    );
    expect(allowsSelective(withSelective(WRITTEN, true))).toBe(true);
  });

  it('changes the one word when the key is there', () => {
    const allowed = withSelective(WRITTEN, true);
    expect(withSelective(allowed, false)).toBe(allowed.replace('true', 'false'));
    expect(withSelective(withSelective(allowed, false), true)).toBe(allowed);
  });

  it('leaves a text as it is that says so already, or that cannot be read', () => {
    expect(withSelective(WRITTEN, false)).toBe(WRITTEN);
    expect(allowsSelective('pipeline: [')).toBeNull();
    expect(withSelective('pipeline: [', true)).toBe('pipeline: [');
    expect(allowsSelective('a: 1')).toBeNull();
  });

  it('works in a pipeline on one line', () => {
    expect(allowsSelective(withSelective('pipeline: {identifier: p}', true))).toBe(true);
  });
});
