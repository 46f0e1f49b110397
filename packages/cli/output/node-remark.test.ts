import { expect, it } from 'vitest';
import { advance } from '../progress/model.ts';
import { aChange, aStage, aStep, failedWith, type NodeSketch } from '../testing/nodes.ts';
import { remarksOn } from './node-remark.ts';

/** What is said beside these stages and the steps in them. */
function said(stage: NodeSketch, step?: Omit<NodeSketch, 'uuid'>): readonly string[] {
  const steps = step === undefined ? [] : [aStep(stage.uuid, { uuid: 'step', ...step })];
  const { nodes } = advance(null, aChange(1, [aStage(stage), ...steps])).progress;
  return [...nodes.values()].map(remarksOn(nodes));
}

const reused = { sourceExecutionId: 'b', originExecutionId: 'a', reason: 'it ended Success' };
const stepDetails = {
  childPipelineExecutionDetails: {
    planExecutionId: 'child-1',
    orgId: 'o',
    projectId: 'p',
    pipelineId: 'c',
  },
};

it('a failure is told where it happened, and not by what holds that', () => {
  const failed = { uuid: 'deploy', ...failedWith('step copy: exit 3') };
  expect(said(failed, failedWith('exit 3'))).toEqual(['', 'exit 3']);
});

it('a stage that failed by itself says why', () => {
  expect(said({ uuid: 'build', kind: 'strategy', ...failedWith('no list') })).toEqual(['no list']);
});

it('a chained stage names the execution that it ran, reused or not', () => {
  expect(said({ uuid: 'chain' }, { stepDetails })).toEqual(['', 'execution child-1']);
  expect(said({ uuid: 'chain', reused }, { stepDetails, reused })).toEqual([
    'reused from a: it ended Success',
    'execution child-1',
  ]);
});

it('a stage that a retry runs again says why', () => {
  expect(said({ uuid: 'deploy', runReason: 'the retry starts from it' })).toEqual([
    'run again: the retry starts from it',
  ]);
});
