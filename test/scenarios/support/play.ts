import {
  asMilliseconds,
  type ExecutionId,
  type NodeKey,
  partsOfTaskId,
  type TaskId,
} from '@reprise/core';
import {
  type Command,
  type ExecutionState,
  type StoredVariable,
  type Surroundings,
  statusOf,
  type TaskOutcome,
  viewNode,
  viewNodes,
} from '@reprise/core/execution';
import { parseDuration } from '@reprise/core/pipeline';
import { planRetry } from '@reprise/core/retry';
import { expect } from 'vitest';
import { stepIdentifier } from '../../../packages/server/testing/scripted-delegate.ts';
import {
  digestOf,
  openWorkshop,
  SOMEBODY,
  type Workshop,
} from '../../../packages/server/testing/workshop.ts';
import type {
  Act,
  Ending,
  Expectation,
  Outcome,
  PersonOrTime,
  Scenario,
  Variables,
} from './scenario.ts';

const MONTH = asMilliseconds(30 * 24 * 60 * 60 * 1000);

/**
 * Plays a scenario on the real engine, with virtual time and a scripted delegate, and holds it to its expectations.
 * `look` is called at the end, with the executions in the order in which they began.
 */
export async function play(
  scenario: Scenario,
  yaml: string,
  look: (workshop: Workshop, chain: readonly ExecutionId[]) => Promise<void> = async () => {},
): Promise<void> {
  const workshop = await openWorkshop();
  const chain: ExecutionId[] = [];
  try {
    for (const act of scenario.acts) await playAct(workshop, chain, act, yaml);
    await look(workshop, chain);
  } finally {
    await workshop.close();
  }
}

async function playAct(
  workshop: Workshop,
  chain: ExecutionId[],
  act: Act,
  yaml: string,
): Promise<void> {
  const outcomes = 'run' in act ? act.run.outcomes : act.retry.outcomes;
  const { delegate } = workshop;
  const before = delegate.ran.length;
  delegate.script = ({ taskId }) =>
    taskOutcome(
      endingOf(outcomes?.[stepName(taskId)] ?? outcomes?.[stepIdentifier(taskId)], taskId),
    );
  if ('run' in act) {
    chain.push(await workshop.run(yaml, surroundingsOf(act.run.variables)));
    await live(workshop, newest(chain), act.run.meanwhile ?? []);
    await hold(workshop, newest(chain), act.expect, before);
    return;
  }
  const refusal = await retry(workshop, chain, act.retry);
  expect(refusal).toBe(act.refused ?? null);
  if (refusal !== null || act.expect === undefined) return;
  await live(workshop, newest(chain), act.retry.meanwhile ?? []);
  await hold(workshop, newest(chain), act.expect, before);
}

/** The ending of this very try; the last one repeats. */
function endingOf(outcome: Outcome | undefined, task: TaskId): Ending | undefined {
  if (!Array.isArray(outcome)) return outcome;
  return outcome[partsOfTaskId(task).attempt - 1] ?? outcome.at(-1);
}

function taskOutcome(outcome: Ending | undefined): TaskOutcome | 'hang' {
  if (outcome === undefined || outcome === 'Success') return { status: 'Success', outputs: {} };
  if (outcome === 'hang') return 'hang';
  if (outcome === 'Failed') {
    return { status: 'Failed', failure: { message: 'as scripted', types: ['Unknown'] } };
  }
  if ('publishes' in outcome) return { status: 'Success', outputs: outcome.publishes };
  if ('fails' in outcome) {
    const { fails, exitCode } = outcome;
    const code = exitCode === undefined ? {} : { exitCode };
    return { status: 'Failed', failure: { message: 'as scripted', types: [fails], ...code } };
  }
  return { status: 'Success', outputs: { outputVariables: outcome.outputs } };
}

type Stored = NonNullable<Variables['project']>;

/** What the execution is told at its start of the variables that are stored. */
function surroundingsOf(variables: Variables | undefined): Surroundings | undefined {
  if (variables === undefined) return undefined;
  const { account = {}, org = {}, project = {} } = variables;
  return {
    variables: { account: valuesOf(account), org: valuesOf(org), project: valuesOf(project) },
  };
}

const valuesOf = (stored: Stored): Readonly<Record<string, StoredVariable>> =>
  Object.fromEntries(
    Object.entries(stored).map(([name, value]): [string, StoredVariable] =>
      typeof value === 'string'
        ? [name, { type: 'String', value }]
        : [name, { type: 'Secret', value: value.secret }],
    ),
  );

type RetryAct = Extract<Act, { retry: unknown }>['retry'];

/** Null when the retry began, else the code of the refusal. */
async function retry(
  workshop: Workshop,
  chain: ExecutionId[],
  { from, onlyFailed, of, after }: RetryAct,
): Promise<string | null> {
  if (after !== undefined) await workshop.pass(duration(after));
  const sourceId = chain[of ?? chain.length - 1] ?? newest(chain);
  const source = await stateOf(workshop.engine, sourceId);
  const row = await workshop.store.executions.row(sourceId);
  const retriedBy = row?.retriedBy ?? null;
  const planned = planRetry(
    source,
    { from, runAllStages: onlyFailed !== true },
    {
      now: workshop.clock.now(),
      pipelineExists: true,
      ...(retriedBy === null ? {} : { retriedBy }),
      rootCreatedAt: source.created.retry?.rootCreatedAt ?? source.created.at,
      maximumAge: MONTH,
      digest: digestOf,
    },
  );
  if (!planned.ok) return planned.error.code;
  const begun = await workshop.engine.retry({ source, plan: planned.value, by: SOMEBODY });
  if (!begun.ok) return begun.error.code;
  chain.push(begun.value.created.executionId);
  await workshop.settle();
  return null;
}

async function live(
  workshop: Workshop,
  execution: ExecutionId,
  events: readonly PersonOrTime[],
): Promise<void> {
  for (const event of events) {
    if ('pass' in event) await workshop.pass(duration(event.pass));
    else await act(workshop, execution, event);
    await workshop.settle();
  }
}

async function act(
  { engine, delegate }: Pick<Workshop, 'engine' | 'delegate'>,
  execution: ExecutionId,
  event: Exclude<PersonOrTime, { pass: string }>,
): Promise<void> {
  if ('abort' in event) return act({ engine, delegate }, execution, { interrupt: 'Abort' });
  if ('interrupt' in event) {
    const command: Command =
      event.interrupt === 'Abort'
        ? { type: 'Abort', by: SOMEBODY, reason: 'test' }
        : { type: event.interrupt, by: SOMEBODY };
    expect((await engine.perform(execution, command)).ok).toBe(true);
    return;
  }
  if ('intervene' in event || 'markFailed' in event) {
    const done = await engine.perform(execution, await commandOf(engine, execution, event));
    expect(done.ok).toBe(true);
    return;
  }
  if ('end' in event) {
    const task = delegate.hanging().find((taskId) => stepName(taskId) === event.end);
    if (task === undefined) throw new Error(`the step ${event.end} does not hang`);
    await delegate.end(task, taskOutcome(event.as) as TaskOutcome);
    return;
  }
  const identifier = 'approve' in event ? event.approve : event.reject;
  const name = 'approve' in event ? (event.by ?? 'approver') : 'approver';
  const state = await stateOf(engine, execution);
  const done = await engine.perform(execution, {
    type: 'ActOnApproval',
    node: keyOf(state, identifier),
    attempt: viewNode(state, keyOf(state, identifier)).attempts,
    by: { kind: 'local', name },
    action: 'approve' in event ? 'APPROVE' : 'REJECT',
    comments: '',
    inputs: {},
  });
  expect(done.ok).toBe(true);
}

/** What a person does to one node; a pipeline is called by its identifier, too. */
async function commandOf(
  engine: Workshop['engine'],
  execution: ExecutionId,
  event: Extract<PersonOrTime, { intervene: string } | { markFailed: string }>,
): Promise<Command> {
  const state = await stateOf(engine, execution);
  if ('markFailed' in event) {
    return { type: 'MarkFailed', node: keyOf(state, event.markFailed), by: SOMEBODY };
  }
  const { choice } = event;
  return { type: 'Intervene', node: keyOf(state, event.intervene), by: SOMEBODY, choice };
}

async function hold(
  workshop: Workshop,
  execution: ExecutionId,
  expected: Expectation,
  ranBefore: number,
): Promise<void> {
  const state = await stateOf(workshop.engine, execution);
  const views = viewNodes(state);
  const ran = workshop.delegate.ran.slice(ranBefore);
  const named = (name: string) =>
    views.find(({ identifier, name: shown, key }) =>
      [identifier, shown, nameOf(key)].includes(name),
    );
  const found: Expectation = { status: statusOf(state) };
  if (expected.nodes) {
    found.nodes = mapKeys<string>(expected.nodes, (id) => named(id)?.status ?? 'no such node');
  }
  if (expected.tries) {
    found.tries = mapKeys(expected.tries, (id) => named(id)?.tries.length ?? 0);
  }
  if (expected.ran) found.ran = ran.map(({ taskId }) => stepName(taskId));
  if (expected.scripts) {
    found.scripts = mapKeys(expected.scripts, (id) => {
      const task = ran.findLast(({ taskId }) => stepName(taskId) === id)?.task;
      const script = task?.type === 'ShellScript' ? task.script : undefined;
      return typeof script === 'string' ? script.trim() : 'did not run in the clear';
    });
  }
  if (expected.reused) {
    found.reused = views
      .filter((view) => view.kind === 'stage' && view.reused !== null)
      .map((view) => view.identifier);
  }
  const { failures, tasks, ...exact } = expected;
  expect(found).toEqual(exact);
  for (const [identifier, part] of Object.entries(tasks ?? {})) {
    const given = ran.find(({ taskId }) => stepName(taskId) === identifier)?.task;
    expect(given, identifier).toMatchObject(part);
  }
  for (const [identifier, part] of Object.entries(failures ?? {})) {
    expect(named(identifier)?.failure?.message).toContain(part);
  }
}

const stepName = (taskId: TaskId): string => nameOf(partsOfTaskId(taskId).node);

/** A node's own part of its key; in an instance of a looped stage with the stage's: `build-linux/compile`. */
function nameOf(key: NodeKey): string {
  const [, , stage = '', ...inside] = key.split('.');
  const own = inside.at(-1) ?? stage;
  return stage.includes('-') && inside.length > 0 ? `${stage}/${own}` : own;
}

function mapKeys<Value>(
  record: Readonly<Record<string, Value>>,
  value: (key: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.keys(record).map((key) => [key, value(key)]));
}

function keyOf(state: ExecutionState, identifier: string): NodeKey {
  const view = viewNodes(state).find((node) => node.identifier === identifier);
  if (view === undefined) throw new Error(`no node is called ${identifier}`);
  return view.key;
}

async function stateOf(engine: Workshop['engine'], execution: ExecutionId): Promise<ExecutionState> {
  const read = await engine.read(execution);
  if (read === null) throw new Error(`the execution ${execution} does not load`);
  return read.state;
}

function newest(chain: readonly ExecutionId[]): ExecutionId {
  const last = chain.at(-1);
  if (last === undefined) throw new Error('a scenario begins with a run');
  return last;
}

function duration(text: string) {
  const length = parseDuration(text);
  if (length === null) throw new Error(`${text} is no duration`);
  return length;
}
