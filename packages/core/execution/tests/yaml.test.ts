import type { Pipeline } from '@reprise/core/pipeline';
import { parsePipeline } from '@reprise/core/pipeline';
import { buildPlan, type Plan, type PlanNode, rollbackOf } from '@reprise/core/plan';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyPipeline } from '../testing/random-pipelines.ts';
import { Run } from '../testing/run.ts';
import { RUNS } from '../testing/runs.ts';
import { toYaml } from '../testing/to-yaml.ts';

function parsed(yaml: string): Pipeline {
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  if (pipeline === null) throw new Error('the pipeline does not parse');
  return pipeline;
}

const RELEASE = `
pipeline:
  identifier: release
  name: Release
  variables:
    - { name: target, type: String, value: staging }
  stages:
    - stage:
        identifier: build
        name: Build
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: compile
                  name: Compile
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: { type: Inline, spec: { script: "VERSION=1.2" } }
                    outputVariables: [{ name: VERSION, type: String, value: VERSION }]
    - parallel:
        - stage:
            identifier: unit
            name: Unit tests
            type: Custom
            spec:
              execution:
                steps:
                  - stepGroup:
                      identifier: all
                      name: All
                      steps:
                        - step:
                            identifier: test
                            name: Test
                            type: ShellScript
                            spec:
                              shell: Bash
                              source: { type: Inline, spec: { script: npm test } }
        - stage:
            identifier: gate
            name: Gate
            type: Approval
            spec:
              execution:
                steps:
                  - step:
                      identifier: ask
                      name: Ask
                      type: HarnessApproval
                      spec:
                        approvalMessage: Ship <+pipeline.stages.build.spec.execution.steps.compile.output.outputVariables.VERSION>?
                        includePipelineExecutionHistory: true
                        approvers: { userGroups: [_project_all_users], minimumCount: 1, disallowPipelineExecutor: false }
    - stage:
        identifier: deploy
        name: Deploy
        type: Custom
        when: { pipelineStatus: Success, condition: <+pipeline.variables.target> == "staging" }
        spec:
          execution:
            steps:
              - step:
                  identifier: ship
                  name: Ship
                  type: ShellScript
                  spec:
                    shell: Bash
                    source:
                      type: Inline
                      spec:
                        script: |
                          set -e
                          ship <+pipeline.stages.build.spec.execution.steps.compile.output.outputVariables.VERSION> <+pipeline.variables.target>
`;

it('runs a pipeline as its author wrote it, fails, and goes on where it failed', () => {
  const run = Run.start(parsed(RELEASE));
  run.succeed('compile', { VERSION: '1.2' });
  run.succeed('test');
  expect(run.status('gate')).toBe('ApprovalWaiting');
  const asked = run.effects.find((effect) => effect.type === 'OpenApproval');
  expect(asked).toMatchObject({ approval: { message: 'Ship 1.2?' } });
  run.approve('ask');
  expect(run.scriptOf('ship')).toBe('set -e\nship 1.2 staging\n');
  run.fail('ship');
  const retry = run.retry({ from: ['deploy'] });
  expect(retry.tasks('StartTask')).toEqual(['ship']);
  retry.succeed('ship');
  expect(retry.status('release')).toBe('Success');
});

it('lays a pipeline out the same whether it was written down and parsed or not', () => {
  fc.assert(
    fc.property(anyPipeline, (pipeline) => {
      expect(outline(buildPlan(parsed(toYaml(pipeline))))).toEqual(outline(buildPlan(pipeline)));
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
});

const outline = (plan: Plan) =>
  [...plan.nodes.values()].map((node) => ({
    key: node.key,
    kind: node.kind,
    after: node.after,
    before: node.before,
    row: node.row,
    timeout: node.timeout,
    when: [node.when?.status, node.when?.condition?.text],
    rollback: rollbackOf(node),
    strategies: strategiesOf(node),
  }));

/** What a node does about failures, wherever in the file it is written. */
function strategiesOf(node: PlanNode): unknown {
  const element = { pipeline: null, stage: null, group: null, step: null, ...node };
  const { failureStrategies = [] } = element.stage ?? element.group ?? element.step ?? {};
  return failureStrategies.map(({ errors, action }) => ({ errors, action }));
}
