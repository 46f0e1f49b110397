import { viewNode } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { failedDeploy } from '../testing/failed-deploy.ts';

describe('a retry of a retry', () => {
  it('names the first execution as its root and the one before as its parent', () => {
    const second = failedDeploy().retry({ from: ['deploy'] });
    second.fail('ship');
    const third = second.retry({ from: ['deploy'] });
    expect(third.state.created.retry).toMatchObject({ root: 'execution-1', parent: 'execution-2' });
  });

  it('reuses stages with the execution in which they really ran', () => {
    const second = failedDeploy().retry({ from: ['test'] });
    second.succeed('test_step');
    second.fail('ship');
    const third = second.retry({ from: ['deploy'] });
    const origins = ['compile', 'test_step'].map(
      (name) => viewNode(third.state, third.key(name)).reused,
    );
    expect(origins).toMatchObject([
      { source: 'execution-2', origin: 'execution-1' },
      { source: 'execution-2', origin: 'execution-2' },
    ]);
    expect(third.scriptOf('ship')).toBe('ship 1.2 [null]');
  });

  it('may go back before the stage that the first retry started from', () => {
    const second = failedDeploy().retry({ from: ['deploy'] });
    second.fail('ship');
    const third = second.retry({ from: ['build'] });
    expect(third.status('compile')).toBe('Queued');
    third.succeed('compile', { VERSION: '2.0' });
    third.succeed('test_step');
    expect(third.scriptOf('ship')).toBe('ship 2.0 [null]');
    third.fail('ship');
    const fourth = third.retry({ from: ['deploy'] });
    expect(fourth.scriptOf('ship')).toBe('ship 2.0 [null]');
    expect(viewNode(fourth.state, fourth.key('compile')).reused?.origin).toBe('execution-3');
  });
});
