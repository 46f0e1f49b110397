import { describe, expect, it } from 'vitest';
import { aChange, aNode, aStage, aStep, failedWith } from '../testing/nodes.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';
import { failureReport } from './failure-report.ts';
import { advance, type Progress } from './model.ts';
import { plainPrinter } from './plain-printer.ts';
import { liveArea, terminalPrinter } from './terminal-printer.ts';

const pipeline = aNode({ uuid: 'pipeline', kind: 'pipeline', baseFqn: 'pipeline' });
const deploy = aStage({ uuid: 'deploy', name: 'Deploy', status: 'Running', startTs: 1000 });
const copy = { uuid: 'copy', name: 'Copy' };
const { colours } = recordingTerminal().terminal;
const reach = { program: 'reprise', options: '' };

const progressOf = (...nodes: Parameters<typeof aChange>[1]): Progress =>
  advance(null, aChange(1, [pipeline, ...nodes])).progress;

/** What the plain printer prints for these nodes, heard of all at once. */
function plainly(...nodes: Parameters<typeof aChange>[1]): string {
  const { terminal, printed } = recordingTerminal();
  const { progress, transitions } = advance(null, aChange(1, [pipeline, ...nodes]));
  const printer = plainPrinter(terminal, reach);
  for (const transition of transitions) printer.changed(progress, transition);
  return printed.out;
}

describe('plain output', () => {
  it('has a line for what starts and a line with the time for what ends', () => {
    const step = aStep('deploy', { ...copy, status: 'Success', startTs: 1000, endTs: 13_000 });
    expect(plainly(deploy, step)).toBe('● Deploy\n✓ Deploy / Copy  12s\n');
  });

  it('says why a step failed', () => {
    const step = aStep('deploy', { ...copy, ...failedWith('bash exited with code 3', 3) });
    expect(plainly(step)).toBe('✗ Copy  0.3s  Failed: bash exited with code 3\n');
  });

  it('says why a loop failed that never had an instance, and not again why the stage of a failed step did', () => {
    const why = failedWith('this is no list of values');
    expect(plainly(aStage({ ...deploy, kind: 'strategy', ...why }))).toBe(
      '✗ Deploy  0.3s  Failed: this is no list of values\n',
    );
    const step = aStep('deploy', { ...copy, ...failedWith('exit 3') });
    expect(plainly(aStage({ ...deploy, ...failedWith('step copy: exit 3') }), step)).toBe(
      '✗ Deploy / Copy  0.3s  Failed: exit 3\n✗ Deploy  0.3s  Failed\n',
    );
  });

  it('says from where a stage was reused, and nothing of its steps', () => {
    const reused = { sourceExecutionId: 'b', originExecutionId: 'a', reason: 'ended well' };
    const ended = { status: 'Success', startTs: 0, endTs: 3000, reused } as const;
    expect(plainly(aStage({ ...deploy, ...ended }), aStep('deploy', { ...copy, ...ended }))).toBe(
      '↻ Deploy  reused from a, took 3.0s\n',
    );
  });

  it('names the execution that a chained stage runs, once it has begun', () => {
    const details = { planExecutionId: 'child', orgId: 'o', projectId: 'p', pipelineId: 'c' };
    const stepDetails = { childPipelineExecutionDetails: details };
    const before = aStep('deploy', { ...copy, status: 'Running' });
    const known = advance(null, aChange(1, [pipeline, deploy, before])).progress;
    const { progress, transitions } = advance(known, aChange(2, [{ ...before, stepDetails }]));
    const { terminal, printed } = recordingTerminal();
    for (const transition of transitions)
      plainPrinter(terminal, reach).changed(progress, transition);
    expect(printed.out).toBe('● Deploy / Copy  runs execution child\n');
  });

  it('gives the command that approves', () => {
    const step = aStep('deploy', { ...copy, status: 'ApprovalWaiting' });
    expect(plainly(deploy, step)).toContain('reprise approve execution-1 deploy/copy\n');
  });

  it('gives no command where a script approves', () => {
    const step = aStep('deploy', {
      ...copy,
      stepType: 'CustomApproval',
      status: 'ApprovalWaiting',
    });
    expect(plainly(deploy, step)).toContain('waits until its script says yes\n');
  });

  it('gives the command that decides about a failed step, and why it failed', () => {
    const failureInfo = { message: 'exit 3', failureTypeList: [], responseMessages: [] };
    const step = aStep('deploy', { ...copy, status: 'InterventionWaiting', failureInfo });
    const line = plainly(deploy, step);
    expect(line).toContain('failed (exit 3) and waits for a decision: ');
    expect(line).toContain('reprise intervene execution-1 deploy/copy Retry|MarkAsSuccess|');
  });

  it('gives the command that gives a node the inputs for which it waits', () => {
    const awaitedInputs = { names: ['env', 'tag'], deadline: 5000 };
    const line = plainly({ ...deploy, status: 'InputWaiting', awaitedInputs });
    expect(line).toContain('waits for inputs: reprise input execution-1 deploy env=… tag=…\n');
  });

  it('says of a stage that people start how that is done', () => {
    const awaitedInputs = { names: [], deadline: 5000 };
    const line = plainly({ ...deploy, status: 'InputWaiting', awaitedInputs });
    expect(line).toContain('waits for somebody to start it: reprise input execution-1 deploy\n');
  });

  it('says on which condition a stage was skipped', () => {
    const skipInfo = { skipCondition: '<+a> == "b"', evaluatedCondition: false, expressions: [] };
    expect(plainly(aStage({ uuid: 's', name: 'S', status: 'Skipped', skipInfo }))).toBe(
      '- S  Skipped: <+a> == "b"\n',
    );
  });

  it('puts the name of the step before each line of its log, and lets no escape sequence through', () => {
    const { terminal, printed } = recordingTerminal();
    const step = aStep('deploy', copy);
    plainPrinter(terminal, reach).log(progressOf(deploy, step), step, [
      { level: 'INFO', time: '', out: 'one' },
      { level: 'ERROR', time: '', out: '\u001b[31mred\u001b[0m\u001b]0;title\u0007\u001b[2J' },
    ]);
    expect(printed.out).toBe('  Deploy / Copy | one\n  Deploy / Copy | red\n');
  });
});

describe('the live part of a screen', () => {
  const running = (uuid: string) =>
    aStep('deploy', { uuid, name: uuid, status: 'Running', startTs: 1000 });

  it('shows each running step with its time and its last line', () => {
    const lines = liveArea(
      progressOf(deploy, running('Copy')),
      new Map([['Copy', '12 of 40 files']]),
      5000,
      { width: () => 80, colours },
    );
    expect(lines).toEqual(['● Deploy / Copy  4.0s', '    12 of 40 files']);
  });

  it('counts steps that would not fit, and cuts lines that are too wide', () => {
    const steps = Array.from({ length: 12 }, (_, index) => running(`step number ${index}`));
    const lines = liveArea(progressOf(deploy, ...steps), new Map(), 2000, {
      width: () => 20,
      colours,
    });
    expect(lines).toHaveLength(9);
    expect(lines[0]).toBe('● Deploy / step nu…');
    expect(lines[8]).toBe('  … and 4 more ste…'.slice(0, 19));
  });

  it('is erased before it is drawn again, and leaves only what has ended', () => {
    const { terminal, printed } = recordingTerminal();
    const printer = terminalPrinter(terminal, reach, () => 2000);
    const first = advance(null, aChange(1, [pipeline, deploy, running('Copy')]));
    for (const each of first.transitions) printer.changed(first.progress, each);
    expect(printed.out).toBe('● Deploy / Copy  1.0s\n');
    printed.out = '';
    const ended = { ...running('Copy'), status: 'Success', endTs: 2000 } as const;
    const second = advance(first.progress, aChange(2, [ended]));
    for (const each of second.transitions) printer.changed(second.progress, each);
    printer.close();
    expect(printed.out).toBe('\u001b[1A\u001b[0J✓ Deploy / Copy  1.0s\n');
  });
});

describe('the report of a failure', () => {
  const step = aStep('deploy', { ...copy, ...failedWith('bash exited with code 3', 3) });
  const failed = progressOf(aStage({ ...deploy, status: 'Failed' }), step);
  const logs = new Map([[step.uuid, [{ level: 'ERROR', time: '', out: 'no REGION' } as const]]]);

  it('names the step, its last words, its log and the exact command that continues', () => {
    expect(failureReport({ progress: failed, logs, colours, reach })).toBe(`
✗ Deploy / Copy: bash exited with code 3
    no REGION
  All of its log: reprise logs execution-1 deploy/copy

Mend it, and continue from there:
  reprise retry execution-1 --from deploy
`);
  });

  it('offers to go on inside of a child pipeline that failed', () => {
    const scope = { orgId: 'default', projectId: 'shop' };
    const details = { planExecutionId: 'execution-7', pipelineId: 'ship', ...scope };
    const child = aStep('deploy', {
      ...copy,
      ...failedWith('the child failed'),
      stepDetails: { childPipelineExecutionDetails: details },
    });
    const progress = progressOf(aStage({ ...deploy, status: 'Failed' }), child);
    expect(failureReport({ progress, logs: new Map(), colours, reach })).toContain(`
Mend it, and continue from there:
  reprise retry execution-1 --from deploy
Or from what failed inside of its child pipeline:
  reprise retry execution-1 --from deploy --retry-chained
`);
  });

  it('offers to run the pipeline anew where it is the pipeline that was wrong', () => {
    const wrong = aStep('deploy', {
      ...copy,
      ...failedWith('line 9, column 3: there is no step "b"'),
      failureInfo: {
        message: 'line 9, column 3: there is no step "b"',
        failureTypeList: ['ConfigurationFailure'],
        responseMessages: [],
      },
    });
    const progress = progressOf(aStage({ ...deploy, status: 'Failed' }), wrong);
    expect(failureReport({ progress, logs: new Map(), colours, reach })).toContain(`
A retry runs the pipeline as it was. Where that is to be mended, run it anew then:
  reprise rerun execution-1
`);
  });

  it('offers nothing that cannot work after a local run', () => {
    const report = failureReport({ progress: failed, logs, colours, reach: null });
    expect(report).not.toContain('reprise');
  });

  it('says in each command how the program is started and where the server is', () => {
    const there = { program: 'npx reprise', options: ' --server http://ci:7070' };
    const report = failureReport({ progress: failed, logs, colours, reach: there });
    expect(report).toContain('npx reprise logs execution-1 deploy/copy --server http://ci:7070\n');
    expect(report).toContain(
      'npx reprise retry execution-1 --from deploy --server http://ci:7070\n',
    );
  });

  it('says why a stage failed in which no step did, and nothing of those that hold what failed', () => {
    const why = failedWith('this is no list of values');
    const { nodes, ...rest } = progressOf(
      aStage({ uuid: 'build', name: 'Build', kind: 'strategy', ...why, logBaseKey: null }),
      aStage({ ...deploy, ...why }),
      aStep('deploy', { ...copy, ...failedWith('exit 3') }),
    );
    const report = failureReport({ progress: { ...rest, nodes }, logs: new Map(), colours, reach });
    const told = report.split('\n').filter((line) => line.startsWith('✗'));
    expect(told).toEqual(['✗ Build: this is no list of values', '✗ Deploy / Copy: exit 3']);
  });

  it('counts failures beyond the first three', () => {
    const steps = ['a', 'b', 'c', 'd', 'e'].map((uuid) =>
      aStep('deploy', { uuid, ...failedWith('no') }),
    );
    const progress = progressOf(aStage({ ...deploy, status: 'Failed' }), ...steps);
    const report = failureReport({ progress, logs: new Map(), colours, reach });
    expect(report).toContain('… and 2 more failures');
  });
});
