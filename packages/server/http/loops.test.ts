import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, granted, openApiBench } from './testing/api-bench.ts';

const LOOPING = `pipeline:
  identifier: looping
  name: Looping
  stages:
    - stage:
        identifier: build
        name: Build
        type: Custom
        strategy:
          matrix:
            os: [linux, mac]
        spec:
          execution:
            steps:
              - step:
                  identifier: shard
                  name: Shard
                  type: ShellScript
                  strategy:
                    parallelism: 2
                  spec:
                    shell: Bash
                    source:
                      type: Inline
                      spec: {script: 'echo <+matrix.os> <+strategy.iteration>'}
`;

let bench: ApiBench;
let execution: string;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: LOOPING }));
  bench.delegate.script = ({ taskId }) =>
    taskId.includes('build-mac') && stepIdentifier(taskId) === 'shard-1'
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'], exitCode: 3 } }
      : { status: 'Success', outputs: {} };
  const path = { pipeline: 'looping' };
  const begun = granted(await bench.client.executePipeline({ path, body: '' }));
  await bench.settle();
  execution = begun.data.planExecutionId;
});
afterEach(() => bench.close());

const detail = async () => granted(await bench.client.getExecution({ path: { execution } })).data;

describe('a looped stage', () => {
  it('is a node of its own in the layout, with its instances as children', async () => {
    const { layoutNodeMap, startingNodeId } = (await detail()).pipelineExecutionSummary;
    const loop = layoutNodeMap[startingNodeId ?? ''];
    expect(loop).toMatchObject({ nodeType: 'MATRIX', nodeIdentifier: 'build', status: 'Failed' });
    const children = loop?.edgeLayoutList.currentNodeChildren ?? [];
    expect(children.map((id) => layoutNodeMap[id])).toMatchObject([
      { nodeType: 'Custom', nodeIdentifier: 'build_0', name: 'Build (linux)', status: 'Success' },
      { nodeType: 'Custom', nodeIdentifier: 'build_1', name: 'Build (mac)', status: 'Failed' },
    ]);
    expect(Object.keys(layoutNodeMap)).toHaveLength(3);
  });

  it('is walked in the graph from the loop to its instances, each node once', async () => {
    const { rootNodeId, nodeMap, nodeAdjacencyListMap } = (await detail()).executionGraph;
    const lines: string[] = [];
    const walk = (id: string, depth: number): void => {
      const node = nodeMap[id];
      const edges = nodeAdjacencyListMap[id];
      lines.push(`${' '.repeat(depth)}${node?.stepType} ${node?.name}`);
      for (const child of edges?.children ?? []) walk(child, depth + 1);
      for (const next of edges?.nextIds ?? []) walk(next, depth);
    };
    walk(rootNodeId, 0);
    expect(lines).toEqual([
      'Pipeline Looping',
      ' MATRIX Build',
      '  Custom Build (linux)',
      '   PARALLELISM Shard',
      '    ShellScript Shard (0)',
      '    ShellScript Shard (1)',
      '  Custom Build (mac)',
      '   PARALLELISM Shard',
      '    ShellScript Shard (0)',
      '    ShellScript Shard (1)',
    ]);
    expect(lines).toHaveLength(Object.keys(nodeMap).length);
  });

  it('tells of each instance its number and its values', async () => {
    const { nodeMap } = (await detail()).executionGraph;
    const mac = Object.values(nodeMap).find(({ identifier }) => identifier === 'build_1');
    expect(mac).toMatchObject({
      kind: 'stage',
      baseFqn: 'pipeline.stages.build-mac',
      instance: { iteration: 1, iterations: 2, matrix: { os: 'mac' }, item: null },
    });
  });

  it('has the log of each step under a key of its own, and answers for each node', async () => {
    const { nodeMap } = (await detail()).executionGraph;
    const steps = Object.values(nodeMap).filter(({ kind }) => kind === 'step');
    expect(new Set(steps.map(({ logBaseKey }) => logBaseKey)).size).toBe(4);
    for (const { uuid, name } of steps) {
      const query = { nodeExecutionId: uuid };
      const found = granted(await bench.client.getExecutionNode({ query }));
      expect(found.data).toMatchObject({ uuid, name });
    }
  });

  it('says beforehand what a retry does with each instance', async () => {
    const body = { from: ['build'] };
    const plan = granted(await bench.client.planRetry({ path: { execution }, body }));
    expect(plan.stages[0]).toMatchObject({ identifier: 'build', decision: 'run' });
    expect(plan.stages[0]?.instances).toEqual([
      {
        identifier: 'build_0',
        name: 'Build (linux)',
        decision: 'reuse',
        reason: 'it ended Success',
        sourceStatus: 'Success',
        originExecutionId: execution,
      },
      {
        identifier: 'build_1',
        name: 'Build (mac)',
        decision: 'run',
        reason: 'it ended Failed',
        sourceStatus: 'Failed',
        originExecutionId: null,
      },
    ]);
  });
});
