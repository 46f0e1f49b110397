import { asMilliseconds, type Text } from '@reprise/core';
import type {
  AskPeople,
  FailureAction,
  FailureStrategy,
  Pipeline,
  RetryGroup,
  RetryStep,
  Settle,
  Stage,
  StageEntry,
  Step,
  StepEntry,
  StepGroup,
  Variable,
  When,
} from '@reprise/core/pipeline';
import type {
  CriteriaSpec,
  CustomApprovalSpec,
  HarnessApprovalSpec,
  QueueScope,
  StepSpec,
} from '@reprise/core/step-types';

const at = { line: 1, column: 1 };

/** Author's text; tests of positions give the place themselves. */
export const text = (value: string, line = 1, column = 1): Text => ({
  text: value,
  at: { line, column },
});

export const variable = (name: string, value: string, type: Variable['type'] = 'String') => ({
  name,
  type,
  required: false,
  value: text(value),
  at,
});

export const when = (status: When['status'], condition?: string): When => ({
  status,
  at,
  ...(condition !== undefined && { condition: text(condition) }),
});

/** One strategy: what is done about these errors, all of them when none is named. */
export const onFailure = (
  action: FailureAction | Settle['type'],
  ...errors: FailureStrategy['errors']
): FailureStrategy => ({
  errors: errors.length === 0 ? ['AllErrors'] : errors,
  action: typeof action === 'string' ? { type: action } : action,
  at,
});

export const retryUpTo = (
  retryCount: number,
  onRetryFailure: Settle['type'] | AskPeople = 'MarkAsFailure',
  extra: Partial<Pick<RetryStep, 'condition'>> & { readonly intervals?: readonly number[] } = {},
): RetryStep => {
  const { intervals = [10_000, 30_000], ...rest } = extra;
  return {
    type: 'Retry',
    retryCount,
    retryIntervals: intervals.map(asMilliseconds),
    ...rest,
    onRetryFailure: typeof onRetryFailure === 'string' ? { type: onRetryFailure } : onRetryFailure,
  };
};

export const retryGroupUpTo = (
  retryCount: number,
  onRetryFailure: Settle['type'] | AskPeople = 'MarkAsFailure',
  intervals: readonly number[] = [10_000, 30_000],
): RetryGroup => ({
  type: 'RetryStepGroup',
  retryCount,
  retryIntervals: intervals.map(asMilliseconds),
  onRetryFailure: typeof onRetryFailure === 'string' ? { type: onRetryFailure } : onRetryFailure,
});

export const askPeople = (onTimeout: AskPeople['onTimeout'], timeout = 3_600_000): AskPeople => ({
  type: 'ManualIntervention',
  timeout: asMilliseconds(timeout),
  onTimeout,
});

type Extra<Element> = Partial<Omit<Element, 'timeout'>> & { readonly timeout?: number };

function withExtra<Element>(element: Element, { timeout, ...rest }: Extra<Element>): Element {
  return {
    ...element,
    ...rest,
    ...(timeout !== undefined && { timeout: asMilliseconds(timeout) }),
  };
}

/** A pipeline of these positions; a bare stage is a position of its own. */
export function pipeline(
  stages: readonly (Stage | StageEntry)[],
  extra: Extra<Pipeline> = {},
): Pipeline {
  const base: Pipeline = {
    identifier: 'release',
    name: 'Release',
    at,
    tags: {},
    variables: [],
    delegateSelectors: [],
    allowStageExecutions: false,
    stages: stages.map(stageEntry),
  };
  return withExtra(base, extra);
}

const stageEntry = (stage: Stage | StageEntry): StageEntry =>
  'kind' in stage ? stage : { kind: 'stage', stage };

export const parallelStages = (...stages: readonly (Stage | StageEntry)[]): StageEntry => ({
  kind: 'parallel',
  stages: stages.map(stageEntry),
  at,
});

type StepLike = Step | StepGroup | StepEntry;

/** A stage with these steps; without any it has one script step, named after it: `build` has `build_step`. */
export function stage(
  identifier: string,
  steps: readonly StepLike[] = [script(`${identifier}_step`)],
  extra: Extra<Stage> = {},
): Stage {
  const base: Stage = {
    identifier,
    name: identifier,
    at,
    type: 'Custom',
    tags: {},
    variables: [],
    delegateSelectors: [],
    steps: steps.map(stepEntry),
  };
  return withExtra(base, extra);
}

function stepEntry(step: StepLike): StepEntry {
  if ('kind' in step) return step;
  return 'spec' in step ? { kind: 'step', step } : { kind: 'group', group: step };
}

/** Steps one after the other, as `rollbackSteps` has them. */
export const steps = (...all: readonly StepLike[]): readonly StepEntry[] => all.map(stepEntry);

export const parallelSteps = (...steps: readonly StepLike[]): StepEntry => ({
  kind: 'parallel',
  steps: steps.map(stepEntry),
  at,
});

export function group(
  identifier: string,
  steps: readonly StepLike[],
  extra: Extra<StepGroup> = {},
): StepGroup {
  const base: StepGroup = {
    identifier,
    name: identifier,
    at,
    variables: [],
    delegateSelectors: [],
    steps: steps.map(stepEntry),
  };
  return withExtra(base, extra);
}

const step = (identifier: string, spec: StepSpec, extra: Extra<Step>): Step =>
  withExtra({ identifier, name: identifier, at, spec }, extra);

interface ScriptExtra extends Extra<Step> {
  readonly source?: string;
  readonly outputs?: readonly string[];
  readonly selectors?: readonly string[];
}

export function script(identifier: string, extra: ScriptExtra = {}): Step {
  const { source = 'true', outputs = [], selectors = [], ...rest } = extra;
  const spec: StepSpec = {
    type: 'ShellScript',
    shell: 'Bash',
    script: text(source),
    environment: [],
    outputs: outputs.map((name) => ({ name, variable: name, secret: false })),
    delegateSelectors: selectors,
  };
  return step(identifier, spec, rest);
}

interface ApprovalExtra extends Omit<Extra<Step>, 'spec'> {
  readonly minimumCount?: number;
  readonly disallowPipelineExecutor?: boolean;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Further keys of its spec. */
  readonly spec?: Partial<HarnessApprovalSpec>;
}

export function approval(identifier: string, extra: ApprovalExtra = {}): Step {
  const { minimumCount = 1, disallowPipelineExecutor = false, inputs = {}, ...others } = extra;
  const { spec: more, ...rest } = others;
  const spec: StepSpec = {
    type: 'HarnessApproval',
    message: text('May it go on?'),
    userGroups: ['_project_all_users'],
    minimumCount,
    disallowPipelineExecutor,
    inputs: Object.entries(inputs).map(([name, value]) => ({ name, defaultValue: text(value) })),
    ...more,
  };
  return step(identifier, spec, rest);
}

/** An approval by a script that publishes `status`: `yes` approves, `no` rejects. It is checked every 30 seconds. */
export function customApproval(
  identifier: string,
  {
    script: source = text('true'),
    ...criteria
  }: Partial<Pick<CustomApprovalSpec, 'approval' | 'rejection'>> & { readonly script?: Text } = {},
  extra: Extra<Step> = {},
): Step {
  const comparing = (value: string): CriteriaSpec => ({
    kind: 'comparisons',
    match: 'all',
    comparisons: [{ key: 'status', operator: 'equals', value: text(value) }],
  });
  const spec: StepSpec = {
    type: 'CustomApproval',
    check: {
      shell: 'Bash',
      script: source,
      environment: [],
      outputs: [{ name: 'status', variable: 'status', secret: false }],
      delegateSelectors: [],
    },
    retryInterval: asMilliseconds(30_000),
    scriptTimeout: asMilliseconds(120_000),
    approval: comparing('yes'),
    rejection: comparing('no'),
    ...criteria,
  };
  return step(identifier, spec, extra);
}

export const wait = (identifier: string, duration: number, extra: Extra<Step> = {}): Step =>
  step(identifier, { type: 'Wait', duration: asMilliseconds(duration) }, extra);

/** A step that waits at a barrier of the pipeline: see `barriers`. */
export const barrier = (identifier: string, ref: string, extra: Extra<Step> = {}): Step =>
  step(identifier, { type: 'Barrier', barrierRef: text(ref) }, extra);

/** The barriers of a pipeline, for its second argument. */
export const barriers = (...names: readonly string[]): Pick<Pipeline, 'barriers'> => ({
  barriers: names.map((name) => ({ identifier: name, name, at })),
});

/** A step that waits for its place in a queue. */
export const queue = (
  identifier: string,
  key: string,
  scope: QueueScope = 'Pipeline',
  extra: Extra<Step> = {},
): Step => step(identifier, { type: 'Queue', key: text(key), scope }, extra);
