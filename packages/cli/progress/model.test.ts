import { describe, expect, it } from 'vitest';
import { aChange, aNode, aStage, aStep } from '../testing/nodes.ts';
import { addressOf } from './address.ts';
import { findStep } from './find-step.ts';
import { advance, labelOf, type Progress, retryArguments, waitsForPeople } from './model.ts';

const pipeline = aNode({ uuid: 'pipeline', kind: 'pipeline', baseFqn: 'pipeline' });

function progressOf(...nodes: Parameters<typeof aChange>[1]): Progress {
  return advance(null, aChange(1, [pipeline, ...nodes])).progress;
}

describe('progress', () => {
  it('tells each change of status once', () => {
    const running = aStep('build', { uuid: 'compile', status: 'Running' });
    const first = advance(null, aChange(1, [aStage({ uuid: 'build' }), running]));
    const again = advance(first.progress, aChange(2, [running]));
    expect(first.transitions.map(({ node }) => node.uuid)).toEqual(['build', 'compile']);
    expect(again.transitions).toEqual([]);
  });

  it('tells what starts from the outside in, and what ends from the inside out', () => {
    const started = advance(
      null,
      aChange(1, [
        aStep('build', { uuid: 'compile', status: 'Running' }),
        aStage({ uuid: 'build', status: 'Running' }),
      ]),
    );
    const ended = advance(
      started.progress,
      aChange(2, [
        aStage({ uuid: 'test', status: 'Running' }),
        aStage({ uuid: 'build', status: 'Success' }),
        aStep('build', { uuid: 'compile', status: 'Success' }),
      ]),
    );
    expect(started.transitions.map(({ node }) => node.uuid)).toEqual(['build', 'compile']);
    expect(ended.transitions.map(({ node }) => node.uuid)).toEqual(['compile', 'build', 'test']);
  });

  it('tells the end of an instance before that of its loop', () => {
    const instance = { iteration: 0, iterations: 1, matrix: null, item: null };
    const status = 'Success' as const;
    const loop = aStage({ uuid: 'build', kind: 'strategy', status });
    const zero = aStage({ uuid: 'build-0', parentId: 'build', instance, status });
    const { transitions } = advance(null, aChange(1, [loop, zero]));
    expect(transitions.map(({ node }) => node.uuid)).toEqual(['build-0', 'build']);
  });

  it('keeps nodes that a later message does not mention, in the order of the tree', () => {
    const first = advance(null, aChange(1, [aStage({ uuid: 'a' }), aStage({ uuid: 'b' })]));
    const { progress } = advance(
      first.progress,
      aChange(2, [aStage({ uuid: 'b', status: 'Running' })]),
    );
    expect([...progress.nodes.keys()]).toEqual(['a', 'b']);
  });

  it('names an instance of a loop once, by its values', () => {
    const loop = aStage({ uuid: 'build', kind: 'strategy', name: 'Build', identifier: 'build' });
    const instance = { iteration: 0, iterations: 1, matrix: { os: 'linux' }, item: null };
    const linux = aStage({
      uuid: 'build-linux',
      parentId: 'build',
      name: 'Build (linux)',
      instance,
    });
    const step = aStep('build-linux', { uuid: 'compile', name: 'Compile' });
    const { nodes } = progressOf(loop, linux, step);
    expect(labelOf(nodes, step)).toBe('Build (linux) / Compile');
    expect(labelOf(nodes, loop)).toBe('Build');
  });

  it('names a step by its stage and groups', () => {
    const step = aNode({ uuid: 's', name: 'Switch', identifier: 'switch', parentId: 'group' });
    const { nodes } = progressOf(
      aStage({ uuid: 'deploy', name: 'Deploy' }),
      aNode({ uuid: 'group', name: 'Blue-green', kind: 'group', parentId: 'deploy' }),
      step,
    );
    expect(labelOf(nodes, step)).toBe('Deploy / Blue-green / Switch');
    expect(addressOf(nodes, step)).toBe('deploy/switch');
  });
});

describe('what a step is called in commands', () => {
  const instance = { iteration: 0, iterations: 2, matrix: null, item: null };
  const ring = aNode({ uuid: 'ring', kind: 'strategy', parentId: 'deploy' });
  const looped = (nth: number) =>
    aNode({
      uuid: `g${nth}`,
      identifier: `ring_${nth}`,
      kind: 'group',
      parentId: 'ring',
      instance: { ...instance, iteration: nth },
    });
  const copy = (parentId: string) =>
    aNode({ uuid: `${parentId}.copy`, identifier: 'copy', parentId });
  const { nodes } = progressOf(
    aStage({ uuid: 'deploy' }),
    ring,
    ...[0, 1].flatMap((nth) => [looped(nth), copy(`g${nth}`)]),
    aStage({ uuid: 'undo' }),
    aStep('undo', { uuid: 'u', identifier: 'copy' }),
  );
  const addresses = [...nodes.values()]
    .filter(({ kind }) => kind === 'step')
    .map((step) => addressOf(nodes, step));

  it('has the groups in it where a stage has several of the name, and each finds its own step', () => {
    expect(addresses).toEqual(['deploy/ring_0/copy', 'deploy/ring_1/copy', 'undo/copy']);
    const found = addresses.map((address) => findStep(nodes, address));
    expect(found).toMatchObject(
      ['g0.copy', 'g1.copy', 'u'].map((uuid) => ({ ok: true, value: { uuid } })),
    );
  });

  it('has the group of a loop in it also while no other time round is known yet', () => {
    const first = copy('g0');
    const early = progressOf(aStage({ uuid: 'deploy' }), ring, looped(0), first);
    expect(addressOf(early.nodes, first)).toBe('deploy/ring_0/copy');
  });

  it('is told in full where the short name means several', () => {
    expect(findStep(nodes, 'deploy/copy')).toMatchObject({
      ok: false,
      error: expect.stringContaining('Name one of these: deploy/ring_0/copy, deploy/ring_1/copy.'),
    });
  });

  it('is told of ten steps at most', () => {
    const many = Array.from({ length: 12 }, (_, nth) => aStep('build', { uuid: `s${nth}` }));
    const refused = findStep(progressOf(aStage({ uuid: 'build' }), ...many).nodes, 'nope');
    expect(refused).toMatchObject({ error: expect.stringMatching(/build\/s9 and 2 more\.$/) });
  });
});

describe('waiting for people', () => {
  const approval = aStep('ask', { uuid: 'approve', status: 'ApprovalWaiting' });

  it('is all that is left when every live step is an approval', () => {
    const { nodes } = progressOf(aStage({ uuid: 'ask', status: 'ApprovalWaiting' }), approval);
    expect(waitsForPeople(nodes)).toBe(true);
  });

  it('is all that is left when a failed step waits for a decision beside it', () => {
    const failed = aStep('deploy', { uuid: 'copy', status: 'InterventionWaiting' });
    expect(waitsForPeople(progressOf(approval, failed).nodes)).toBe(true);
  });

  it('is all that is left also when further instances of a loop wait for their turn behind it', () => {
    const instance = { iteration: 1, iterations: 2, matrix: null, item: null };
    const asked = aStep('build', { uuid: 'ask-0', status: 'ApprovalWaiting', startTs: 1 });
    const queued = aStep('build', { uuid: 'ask-1', status: 'Queued', instance });
    const { nodes } = progressOf(aStage({ uuid: 'build', status: 'Running' }), asked, queued);
    expect(waitsForPeople(nodes)).toBe(true);
  });

  it('is not all that is left while another step runs', () => {
    const { nodes } = progressOf(approval, aStep('other', { uuid: 'x', status: 'Running' }));
    expect(waitsForPeople(nodes)).toBe(false);
  });

  it('is not all that is left while a script is asked for an approval', () => {
    const asked = aStep('ask', { ...approval, uuid: 'x', stepType: 'CustomApproval' });
    expect(waitsForPeople(progressOf(approval, asked).nodes)).toBe(false);
  });

  it('is not said of an execution in which nothing is live', () => {
    expect(waitsForPeople(progressOf(aStage({ uuid: 'a' })).nodes)).toBe(false);
  });
});

describe('the command that continues an execution', () => {
  it('names the first stage that did not end well', () => {
    const { nodes } = progressOf(
      aStage({ uuid: 'build', status: 'Success', row: 0 }),
      aStage({ uuid: 'deploy', status: 'Failed', row: 1 }),
      aStage({ uuid: 'cleanup', status: 'Failed', row: 2 }),
    );
    expect(retryArguments(nodes)).toEqual({ from: ['deploy'], onlyFailed: false });
  });

  it('names a looped stage by itself, never one of its instances', () => {
    const instance = { iteration: 0, iterations: 1, matrix: { os: 'mac' }, item: null };
    const { nodes } = progressOf(
      aStage({ uuid: 'prepare', status: 'Success' }),
      aStage({ uuid: 'build', kind: 'strategy', status: 'Failed', row: 1 }),
      aStage({ uuid: 'build_0', parentId: 'build', status: 'Failed', row: 0, instance }),
    );
    expect(retryArguments(nodes)).toEqual({ from: ['build'], onlyFailed: false });
  });

  it('runs of a parallel group only what did not end well', () => {
    const { nodes } = progressOf(
      aStage({ uuid: 'unit', status: 'Failed', row: 1 }),
      aStage({ uuid: 'lint', status: 'Success', row: 1 }),
      aStage({ uuid: 'size', status: 'Expired', row: 1 }),
    );
    expect(retryArguments(nodes)).toEqual({ from: ['unit', 'size'], onlyFailed: true });
  });

  it('is none when the whole pipeline was rolled back', () => {
    const { nodes } = progressOf(
      aStage({ uuid: 'a', status: 'Failed', row: 0 }),
      aNode({ uuid: 'rollback', kind: 'group', baseFqn: 'pipeline.rollback' }),
    );
    expect(retryArguments(nodes)).toBeNull();
  });

  it('does not count what was skipped or never started as failed', () => {
    const { nodes } = progressOf(
      aStage({ uuid: 'a', status: 'Skipped', row: 0 }),
      aStage({ uuid: 'b', status: 'NotStarted', row: 1 }),
      aStage({ uuid: 'c', status: 'Failed', row: 2 }),
    );
    expect(retryArguments(nodes)).toEqual({ from: ['c'], onlyFailed: false });
  });

  it('goes on with what would have been next where nothing failed, and is none where all ended well', () => {
    const done = aStage({ uuid: 'a', status: 'Success', row: 0 });
    const next = ['b', 'c', 'd'].map((uuid, nth) =>
      aStage({ uuid, status: 'NotStarted', row: nth < 2 ? 1 : 2 }),
    );
    expect(retryArguments(progressOf(done, ...next).nodes)).toEqual({
      from: ['b', 'c'],
      onlyFailed: false,
    });
    expect(retryArguments(progressOf(done).nodes)).toBeNull();
  });
});

describe('finding a step', () => {
  const { nodes } = progressOf(
    aStage({ uuid: 'build' }),
    aStep('build', { uuid: 'n1', identifier: 'compile' }),
    aStep('build', { uuid: 'n2', identifier: 'check' }),
    aStage({ uuid: 'deploy' }),
    aStep('deploy', { uuid: 'n3', identifier: 'check' }),
  );

  it.each([
    ['compile', 'n1'],
    ['deploy/check', 'n3'],
    ['pipeline.stages.build.spec.execution.steps.n2', 'n2'],
    ['n2', 'n2'],
  ])('takes %s', (text, uuid) => {
    expect(findStep(nodes, text)).toMatchObject({ ok: true, value: { uuid } });
  });

  it('names the candidates when several steps have the name', () => {
    expect(findStep(nodes, 'check')).toMatchObject({
      ok: false,
      error: expect.stringContaining('build/check, deploy/check'),
    });
  });

  it('names the steps there are when none has the name', () => {
    expect(findStep(nodes, 'nope')).toMatchObject({
      ok: false,
      error: expect.stringContaining('build/compile, build/check, deploy/check'),
    });
  });
});
