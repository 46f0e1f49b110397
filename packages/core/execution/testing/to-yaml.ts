import { unreachable } from '@reprise/core';
import type {
  FailureAction,
  FailureStrategy,
  LoopValue,
  Pipeline,
  Stage,
  StageEntry,
  Step,
  StepEntry,
  Strategy,
  When,
} from '@reprise/core/pipeline';
import {
  type CriteriaSpec,
  type HttpSpec,
  isTargetSpec,
  type ScriptSpec,
} from '@reprise/core/step-types';

/** A pipeline as an author would write it. JSON is YAML, and that is all the layout a test needs. */
export const toYaml = ({ identifier, name, timeout, stages, barriers }: Pipeline): string =>
  JSON.stringify({
    pipeline: {
      identifier,
      name,
      ...limit(timeout),
      ...(barriers && {
        flowControl: { barriers: barriers.map(({ identifier, name }) => ({ identifier, name })) },
      }),
      stages: stages.map(stageEntry),
    },
  });

function stageEntry(entry: StageEntry): object {
  if (entry.kind === 'parallel') return { parallel: entry.stages.map(stageEntry) };
  return { stage: stageOf(entry.stage) };
}

const stageOf = (stage: Stage): object => ({
  identifier: stage.identifier,
  name: stage.name,
  type: stage.type,
  ...limit(stage.timeout),
  ...condition('pipelineStatus', stage.when),
  ...looped(stage.strategy),
  ...strategies(stage.failureStrategies),
  spec: { execution: { steps: stage.steps.map(stepEntry), ...undo(stage.rollbackSteps) } },
});

const undo = (rollbackSteps: readonly StepEntry[] | undefined): object =>
  rollbackSteps === undefined ? {} : { rollbackSteps: rollbackSteps.map(stepEntry) };

const strategies = (all: readonly FailureStrategy[] | undefined): object =>
  all === undefined
    ? {}
    : {
        failureStrategies: all.map(({ errors, action }) => ({
          onFailure: { errors, action: actionOf(action) },
        })),
      };

function actionOf(action: FailureAction): object {
  const { type } = action;
  if (type === 'Retry') {
    const { retryCount, condition: holds } = action;
    const retryIntervals = action.retryIntervals.map((length) => `${length}ms`);
    const onRetryFailure = { action: actionOf(action.onRetryFailure) };
    const only = holds === undefined ? {} : { condition: holds.text };
    return { type, spec: { retryCount, retryIntervals, ...only, onRetryFailure } };
  }
  if (type === 'RetryStepGroup') {
    const { retryCount } = action;
    const retryIntervals = action.retryIntervals.map((length) => `${length}ms`);
    const onRetryFailure = { action: actionOf(action.onRetryFailure) };
    return { type, spec: { retryCount, retryIntervals, onRetryFailure } };
  }
  if (type === 'ManualIntervention') {
    const onTimeout = { action: { type: action.onTimeout } };
    return { type, spec: { timeout: `${action.timeout}ms`, onTimeout } };
  }
  return { type };
}

function stepEntry(entry: StepEntry): object {
  switch (entry.kind) {
    case 'parallel':
      return { parallel: entry.steps.map(stepEntry) };
    case 'group': {
      const { identifier, name, when, strategy, steps } = entry.group;
      const head = { identifier, name, ...condition('stageStatus', when), ...looped(strategy) };
      const { failureStrategies, rollbackSteps } = entry.group;
      const rest = { ...strategies(failureStrategies), ...undo(rollbackSteps) };
      return { stepGroup: { ...head, ...rest, steps: steps.map(stepEntry) } };
    }
    case 'step':
      return { step: stepOf(entry.step) };
    default:
      return unreachable(entry);
  }
}

const stepOf = ({
  identifier,
  name,
  timeout,
  when,
  strategy,
  failureStrategies,
  spec,
}: Step): object => ({
  identifier,
  name,
  type: spec.type,
  ...limit(timeout),
  ...condition('stageStatus', when),
  ...looped(strategy),
  ...strategies(failureStrategies),
  spec: specOf(spec),
});

function specOf(spec: Step['spec']): object {
  if (isTargetSpec(spec)) throw new Error('the YAML has no such step');
  switch (spec.type) {
    case 'ShellScript':
      return scriptOf(spec);
    case 'CustomApproval':
      return { ...scriptOf(spec.check), approvalCriteria: criteriaOf(spec.approval) };
    case 'HarnessApproval': {
      const { message, userGroups, minimumCount, disallowPipelineExecutor } = spec;
      const approvers = { userGroups, minimumCount, disallowPipelineExecutor };
      return { approvalMessage: message.text, includePipelineExecutionHistory: true, approvers };
    }
    case 'Wait':
      return { duration: `${spec.duration}ms` };
    case 'Barrier':
      return { barrierRef: spec.barrierRef.text };
    case 'Queue':
      return { key: spec.key.text, scope: spec.scope };
    case 'Http':
      return httpSpecOf(spec);
    case 'Run':
      return { shell: spec.shell, command: spec.command.text };
    case 'Background':
      return { shell: spec.shell, command: spec.command?.text };
    case 'GitClone':
      return { repoName: spec.repository?.text };
    case 'Email':
      return { to: spec.to.text, subject: spec.subject.text, body: spec.body.text };
    case 'Plugin':
      return { image: spec.container.image.text };
    case 'Pipeline':
      return { org: spec.org.text, project: spec.project.text, pipeline: spec.pipeline.text };
    default:
      return unreachable(spec);
  }
}

function scriptOf({ shell, script, outputs }: ScriptSpec): object {
  const outputVariables = outputs.map(({ name, variable }) => ({
    name,
    type: 'String',
    value: variable,
  }));
  return { shell, source: { type: 'Inline', spec: { script: script.text } }, outputVariables };
}

const criteriaOf = (criteria: CriteriaSpec): object =>
  criteria.kind === 'condition'
    ? { type: 'Jexl', spec: { expression: criteria.condition.text } }
    : {
        type: 'KeyValues',
        spec: {
          matchAnyCondition: criteria.match === 'any',
          conditions: criteria.comparisons.map((each) => ({ ...each, value: each.value.text })),
        },
      };

const httpSpecOf = (spec: HttpSpec): object => ({
  url: spec.url.text,
  method: spec.method.text,
  headers: spec.headers.map(({ name, value }) => ({ key: name.text, value: value.text })),
  outputVariables: spec.outputs.map(({ name, value }) => ({ name, value: value.text })),
});

const limit = (timeout: number | undefined): object =>
  timeout === undefined ? {} : { timeout: `${timeout}ms` };

const condition = (broad: 'pipelineStatus' | 'stageStatus', when: When | undefined): object =>
  when === undefined
    ? {}
    : { when: { [broad]: when.status, ...(when.condition && { condition: when.condition.text }) } };

function looped(strategy: Strategy | undefined): object {
  if (strategy === undefined) return {};
  const { loop, when, onFailure, maxConcurrency, nodeName } = strategy;
  return {
    strategy: {
      ...loopOf(loop, nodeName === undefined ? {} : { nodeName: nodeName.text }),
      ...(when && { when: when.text }),
      ...(maxConcurrency && { maxConcurrency: maxConcurrency.text }),
      onFailure,
    },
  };
}

function loopOf(loop: Strategy['loop'], named: object): object {
  switch (loop.kind) {
    case 'parallelism':
      return { parallelism: loop.times.text };
    case 'times':
      return { repeat: { times: loop.times.text, ...named } };
    case 'items': {
      const { items, start, end, partitionSize, unit } = loop;
      const range = { start: start?.text, end: end?.text, partitionSize: partitionSize?.text };
      return { repeat: { items: plain(items), ...range, unit, ...named } };
    }
    case 'matrix': {
      const axes = loop.axes.map(({ name, values }) => [name, plain(values)]);
      const exclude = loop.exclude.map((each) =>
        Object.fromEntries(each.map(({ axis, value }) => [axis, plain(value)])),
      );
      return { matrix: { ...Object.fromEntries(axes), exclude, ...named } };
    }
    case 'targets':
      throw new Error('the stage itself says which targets it has');
    default:
      return unreachable(loop);
  }
}

function plain(value: LoopValue): unknown {
  switch (value.kind) {
    case 'text':
      return value.text.text;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(value.entries.map(([name, inner]) => [name, plain(inner)]));
    default:
      return unreachable(value);
  }
}
