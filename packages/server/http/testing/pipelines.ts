/** Pipelines that the tests of the API run. */

const script = (identifier: string, text = 'true') => `
              - step:
                  identifier: ${identifier}
                  name: ${identifier}
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: {type: Inline, spec: {script: "${text}"}}`;

const stage = (identifier: string, steps: string, indent = '    ') =>
  `
- stage:
    identifier: ${identifier}
    name: Stage ${identifier}
    type: Custom
    spec:
      execution:
          steps:${steps}`.replaceAll('\n', `\n${indent}`);

/** `build`, then `unit` beside `lint`, then `ship`. */
export const SHIPPING = `pipeline:
  identifier: shipping
  name: Shipping
  projectIdentifier: default_project
  orgIdentifier: default
  tags: {team: platform}
  stages:${stage('build', script('compile'))}
    - parallel:${stage('unit', script('test'), '        ')}${stage('lint', script('check'), '        ')}${stage('ship', script('push'))}
`;

const strategies = (action: string) =>
  `failureStrategies: [{onFailure: {errors: [AllErrors], action: ${action}}}]`;

/** Tries `push` a second time after 10 seconds, and then asks people; undone by `undo`. */
export const RISKY = `pipeline:
  identifier: risky
  name: Risky
  projectIdentifier: default_project
  orgIdentifier: default
  stages:${stage('ship', script('push')).replace(
    'spec:',
    `${strategies(
      '{type: Retry, spec: {retryCount: 1, retryIntervals: [10s], onRetryFailure: {action: {type: ManualIntervention, spec: {timeout: 1h, onTimeout: {action: {type: Abort}}}}}}}',
    )}\n        spec:`,
  )}
              rollbackSteps:${script('undo')}
`;

/** Asks for a version, with a default for the colour. */
export const WITH_INPUTS = `pipeline:
  identifier: asking
  name: Asking
  projectIdentifier: default_project
  orgIdentifier: default
  variables:
    - {name: version, type: String, value: <+input>}
    - {name: colour, type: String, value: <+input>.default(blue)}
  stages:${stage('build', script('compile', 'echo <+pipeline.variables.version>'))}
`;

/** The inputs that `WITH_INPUTS` asks for. */
export const inputsOf = (version: string, colour?: string) => `pipeline:
  identifier: asking
  variables:
    - {name: version, type: String, value: "${version}"}
${colour === undefined ? '' : `    - {name: colour, type: String, value: "${colour}"}\n`}`;

/** Waits for a person. */
export const APPROVAL = `pipeline:
  identifier: gated
  name: Gated
  projectIdentifier: default_project
  orgIdentifier: default
  stages:
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
                  timeout: 1d
                  spec:
                    approvalMessage: Ship it?
                    includePipelineExecutionHistory: true
                    approvers:
                      userGroups: [_project_all_users]
                      minimumCount: 1
                      disallowPipelineExecutor: false
                    approverInputs:
                      - {name: ticket, defaultValue: none}
`;

/** Harness takes it; this server does not run it yet. */
export const UNSUPPORTED = `pipeline:
  identifier: cloudy
  name: Cloudy
  projectIdentifier: default_project
  orgIdentifier: default
  stages:
    - stage:
        identifier: flag
        name: Flag
        type: FeatureFlag
        spec: {}
`;

/** Waits for people at several places side by side. `spec` is what each says besides who may decide. */
export const asking = (
  identifier: string,
  approvals: readonly { readonly identifier: string; readonly spec: string }[],
) => `pipeline:
  identifier: ${identifier}
  name: Asking
  projectIdentifier: default_project
  orgIdentifier: default
  stages:
    - stage:
        identifier: gate
        name: Gate
        type: Approval
        spec:
          execution:
            steps:
              - parallel:
${approvals
  .map(
    (each) => `                  - step:
                      identifier: ${each.identifier}
                      name: Ask
                      type: HarnessApproval
                      spec: {${each.spec}, approvers: {userGroups: [_project_all_users], minimumCount: 1, disallowPipelineExecutor: false}}
`,
  )
  .join('')}`;

export const TAG_OF_BUILD =
  '<+pipeline.stages.build.spec.execution.steps.compile.output.outputVariables.tag>';

/** Lets people choose stages: `ship` asks `build`, and `tell` stands behind the gate `sign`. */
export const SELECTIVE = `pipeline:
  identifier: selective
  name: Selective
  projectIdentifier: default_project
  orgIdentifier: default
  allowStageExecutions: true
  stages:${stage(
    'build',
    `${script('compile')}
                    outputVariables: [{name: tag, type: String, value: tag}]`,
  ).replace(
    'type: Custom',
    'type: Custom\n        variables: [{name: colour, type: String, value: <+input>}]',
  )}
    - parallel:${stage('unit', script('test'), '        ')}${stage('lint', script('check'), '        ')}${stage('ship', script('push', `push ${TAG_OF_BUILD} of <+pipeline.selectedStages.join(',')>`))}${stage('sign', script('sign')).replace('type: Custom', 'type: Custom\n        tags: {reprise.gate: "true"}')}${stage('tell', script('mail'))}
`;
