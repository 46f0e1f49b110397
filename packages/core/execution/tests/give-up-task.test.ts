import { expect, it } from 'vitest';
import { onFailure, pipeline, retryUpTo, script, stage } from '../testing/pipelines.ts';
import { given, isTaken } from '../testing/specification.ts';

const picky = pipeline([
  stage('s', [
    script('x', {
      selectors: ['gpu', 'eu'],
      failureStrategies: [onFailure(retryUpTo(1), 'DelegateProvisioning')],
    }),
  ]),
]);

it('fails a step that no delegate can run, names what it asked for, and lets its strategies decide', () => {
  const { run } = given(picky);
  const node = run.key('x');
  run.perform({ type: 'GiveUpTask', node, attempt: 1 });
  expect(run.happened()).toEqual(['AttemptFailed x Retry']);
  expect(run.state.nodes.get(node)?.tried?.at(-1)?.outcome.failure).toEqual({
    message: 'no delegate has all of its selectors: gpu, eu',
    types: ['DelegateProvisioning'],
  });
});

it('ends the stage whose step nobody could run', () => {
  const { run } = given(pipeline([stage('s', [script('x', { selectors: ['gpu'] })])]));
  run.perform({ type: 'GiveUpTask', node: run.key('x'), attempt: 1 });
  expect(run.status('release')).toBe('Failed');
});

it('leaves alone what a delegate has taken meanwhile', () => {
  const { run } = given(picky).when(isTaken('x'));
  expect(run.refusal({ type: 'GiveUpTask', node: run.key('x'), attempt: 1 }).code).toBe(
    'STEP_NOT_LIVE',
  );
});
