import {
  type ExecutionId,
  type NodeKey,
  partsOfTaskId,
  type TaskId,
} from '@reprise/core';
import {
  type CiDelegates,
  type Command,
  type ExecutionState,
  type KnownObject,
  type KnownOverride,
  type NodeView,
  type StoredVariable,
  type Surroundings,
  statusOf,
  type TaskOutcome,
  viewNode,
  viewNodes,
} from '@reprise/core/execution';
import { DEPLOYABLE_KINDS, ROOT_KEYS } from '@reprise/core/objects';
import { checkTemplate, parseDuration, pipelineHeader } from '@reprise/core/pipeline';
import type { GitConnector } from '@reprise/core/step-types';
import { expect } from 'vitest';
import { stepIdentifier } from '../../../packages/server/testing/scripted-delegate.ts';
import {
  digestOf,
  openWorkshop,
  SCOPE,
  SOMEBODY,
  type Workshop,
} from '../../../packages/server/testing/workshop.ts';
import { createCompiler } from '../../../packages/server/use-cases/runs/compile.ts';
import { withTemplates } from '../../../packages/server/use-cases/pipelines/resolve-templates.ts';
import { planIn } from './plan-retry.ts';
import type {
  Act,
  Ending,
  Expectation,
  Files,
  Outcome,
  PersonOrTime,
  RunAct,
  Scenario,
  StoredFile,
  Variables,
} from './scenario.ts';

/**
 * Plays a scenario on the real engine, with virtual time and a scripted delegate, and holds it to its expectations.
 * `look` is called at the end, with the executions in the order in which they began.
 */
export async function play(
  scenario: Scenario,
  { yaml, stored }: Files,
  look: (workshop: Workshop, chain: readonly ExecutionId[]) => Promise<void> = async () => {},
): Promise<void> {
  const workshop = await openWorkshop();
  const chain: ExecutionId[] = [];
  try {
    for (const each of stored) await store(workshop, each);
    for (const act of scenario.acts) await playAct(workshop, chain, act, yaml);
    await look(workshop, chain);
  } finally {
    await workshop.close();
  }
}

async function store({ store, clock }: Workshop, yaml: string): Promise<void> {
  const { template } = checkTemplate(yaml);
  if (template !== null) {
    const { identifier, versionLabel: label, name } = template;
    const scope = { level: 'project', ...SCOPE } as const;
    const told = { name, description: null, tags: {}, details: { stableRank: 1 } };
    const object = { kind: 'template', scope, identifier, parent: '', label, yaml, ...told } as const;
    await store.objects.create(object, clock.now());
    return;
  }
  const header = pipelineHeader(yaml);
  if (header === null) throw new Error('a pipeline beside the scenario has no identifier');
  await store.pipelines.create({ scope: SCOPE, yaml, ...header }, clock.now());
}

async function playAct(
  workshop: Workshop,
  chain: ExecutionId[],
  act: Act,
  yaml: string,
): Promise<void> {
  const outcomes = 'run' in act ? act.run.outcomes : act.retry.outcomes;
  const { delegate } = workshop;
  const before = {
    ran: delegate.ran.length,
    left: delegate.left.length,
    notified: workshop.notified.length,
  };
  delegate.script = ({ taskId }) =>
    taskOutcome(
      endingOf(outcomes?.[stepName(taskId)] ?? outcomes?.[stepIdentifier(taskId)], taskId),
    );
  if ('run' in act) {
    const refusal = await begin(workshop, chain, act.run, yaml);
    expect(refusal).toBe(act.refused ?? null);
    if (refusal !== null || act.expect === undefined) return;
    await live(workshop, newest(chain), act.run.meanwhile ?? []);
    await hold(workshop, chain, act.expect, before);
    return;
  }
  const refusal = await retry(workshop, chain, act.retry);
  expect(refusal).toBe(act.refused ?? null);
  if (refusal !== null || act.expect === undefined) return;
  await live(workshop, newest(chain), act.retry.meanwhile ?? []);
  await hold(workshop, chain, act.expect, before);
}

/** Begins a run, of some stages when it says so; the code of the refusal when there is one. */
async function begin(
  workshop: Workshop,
  chain: ExecutionId[],
  run: RunAct,
  yaml: string,
): Promise<string | null> {
  const { stages, values = {}, given = null } = run;
  const surroundings = surroundingsOf(run);
  const selection = stages === undefined ? undefined : { stages, values };
  const resolved = await withTemplates(workshop.store, SCOPE, yaml);
  const inputsYaml = given === null ? '' : JSON.stringify({ pipeline: given });
  const definition = createCompiler(digestOf)(yaml, inputsYaml, resolved, selection);
  if (!definition.ok) return definition.error.code;
  const begun = await workshop.engine.run({
    scope: SCOPE,
    definition: definition.value,
    by: SOMEBODY,
    ...(stages && {
      selection: { stages: stages.map((identifier) => ({ identifier, name: identifier })) },
    }),
    ...(surroundings === undefined ? {} : { surroundings }),
  });
  if (!begun.ok) return begun.error.code;
  chain.push(begun.value.created.executionId);
  await workshop.settle();
  return null;
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

/** What the execution is told at its start of what is stored, and of what the operator has said. */
function surroundingsOf(act: RunAct): Surroundings | undefined {
  const { variables, connectors, ciDelegates, objects, overrides, inputs, publicUrl } = act;
  const told: Surroundings = {
    ...(variables === undefined ? {} : { variables: variablesIn(variables) }),
    ...(connectors === undefined ? {} : { gitConnectors: connectorsIn(connectors) }),
    ...(ciDelegates === undefined ? {} : { ciDelegates: given(ciDelegates) }),
    ...(objects === undefined ? {} : { objects: objects.map(knownObject) }),
    ...(overrides === undefined ? {} : { overrides: overrides.map(knownOverride) }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}

function variablesIn({ account = {}, org = {}, project = {} }: Variables) {
  return { account: valuesOf(account), org: valuesOf(org), project: valuesOf(project) };
}

const connectorsIn = (
  connectors: NonNullable<RunAct['connectors']>,
): Readonly<Record<string, GitConnector>> =>
  Object.fromEntries(
    Object.entries(connectors).map(([reference, { credentials, ...connector }]) => [
      reference,
      { ...connector, ...(credentials === undefined ? {} : { credentials }) },
    ]),
  );

/** The kinds that are mapped, and no others. */
const given = (mapped: NonNullable<RunAct['ciDelegates']>): CiDelegates =>
  Object.fromEntries(Object.entries(mapped).filter(([, selectors]) => selectors !== undefined));

function knownObject({ ref, environment, file }: StoredFile): KnownObject {
  const kind = DEPLOYABLE_KINDS.find((each) => ROOT_KEYS[each] in file);
  if (kind === undefined) throw new Error(`the file of ${ref} is of no known kind`);
  const yaml = JSON.stringify(file);
  return { kind, ref, ...(environment !== undefined && { environment }), yaml };
}

const knownOverride = ({ level, file }: NonNullable<RunAct['overrides']>[number]): KnownOverride => ({
  level,
  yaml: JSON.stringify(file),
});

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
  { of, after, ...wish }: RetryAct,
): Promise<string | null> {
  if (after !== undefined) await workshop.pass(duration(after));
  const sourceId = chain[of ?? chain.length - 1] ?? newest(chain);
  const source = await stateOf(workshop.engine, sourceId);
  const planned = await planIn(workshop, source, wish);
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
    else await act(workshop, await placeOf(workshop, execution, event), event);
    await workshop.settle();
  }
}

/** The execution in which a person acts: this one, or the child that a stage of it runs. */
async function placeOf(
  { engine }: Workshop,
  execution: ExecutionId,
  event: PersonOrTime,
): Promise<ExecutionId> {
  if (!('approve' in event) || event.in === undefined) return execution;
  const child = childOf(viewNodes(await stateOf(engine, execution)), event.in);
  if (child === undefined) throw new Error(`the stage ${event.in} runs no child`);
  return child;
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
  if ('intervene' in event || 'markFailed' in event || 'give' in event) {
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
  event: Extract<
    PersonOrTime,
    { intervene: string } | { markFailed: string } | { give: string }
  >,
): Promise<Command> {
  const state = await stateOf(engine, execution);
  if ('markFailed' in event) {
    return { type: 'MarkFailed', node: keyOf(state, event.markFailed), by: SOMEBODY };
  }
  if ('give' in event) {
    const node = keyOf(state, event.give);
    return { type: 'GiveInputs', node, by: SOMEBODY, values: event.values };
  }
  const { choice } = event;
  return { type: 'Intervene', node: keyOf(state, event.intervene), by: SOMEBODY, choice };
}

async function hold(
  workshop: Workshop,
  chain: readonly ExecutionId[],
  expected: Expectation,
  before: { readonly ran: number; readonly left: number; readonly notified: number },
): Promise<void> {
  const state = await stateOf(workshop.engine, newest(chain));
  const views = viewNodes(state);
  const ran = workshop.delegate.ran.slice(before.ran);
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
  if (expected.left) {
    const left = workshop.delegate.left.slice(before.left);
    found.left = left.map(({ workspaces }) => (workspaces === 'all' ? 'all' : [...workspaces]));
  }
  if (expected.notified) {
    const notified = workshop.notified.slice(before.notified);
    found.notified = notified.map(({ event, node }) => `${event} ${nameOf(node)}`.trim());
  }
  if (expected.reused) {
    found.reused = views
      .filter((view) => view.kind === 'stage' && view.reused !== null)
      .map((view) => view.identifier);
  }
  if (expected.children) found.children = await childrenOf(workshop, views, expected.children);
  if (expected.sameChildren) {
    found.sameChildren = await sameChildren(workshop, views, chain.at(-2));
  }
  const { failures, tasks, ...exact } = expected;
  const said = views.flatMap(({ failure }) => (failure === null ? [] : [failure.message]));
  expect(found, said.join('\n')).toEqual(exact);
  for (const [identifier, part] of Object.entries(tasks ?? {})) {
    const given = ran.find(({ taskId }) => stepName(taskId) === identifier)?.task;
    expect(given, identifier).toMatchObject(part);
  }
  for (const [identifier, part] of Object.entries(failures ?? {})) {
    expect(named(identifier)?.failure?.message).toContain(part);
  }
}

type Children = NonNullable<Expectation['children']>;

async function childrenOf(
  { engine }: Workshop,
  views: readonly NodeView[],
  expected: Children,
): Promise<Children> {
  const found: [string, Children[string]][] = [];
  for (const [stage, { nodes }] of Object.entries(expected)) {
    const child = childOf(views, stage);
    if (child === undefined) continue;
    const state = await stateOf(engine, child);
    const inside = viewNodes(state);
    const statuses =
      nodes &&
      mapKeys<string>(nodes, (id) => inside.find((one) => one.identifier === id)?.status ?? 'none');
    found.push([stage, { status: statusOf(state), ...(statuses && { nodes: statuses }) }]);
  }
  return Object.fromEntries(found);
}

const childOf = (views: readonly NodeView[], stage: string): ExecutionId | undefined =>
  views.find(({ identifier, kind }) => kind === 'stage' && identifier === stage)?.child
    ?.executionId;

async function sameChildren(
  { engine }: Workshop,
  views: readonly NodeView[],
  before: ExecutionId | undefined,
): Promise<readonly string[]> {
  if (before === undefined) throw new Error('there is no execution before');
  const former = viewNodes(await stateOf(engine, before));
  return views
    .filter(({ kind, child }) => kind === 'stage' && child !== null)
    .filter(({ identifier, child }) => childOf(former, identifier) === child?.executionId)
    .map(({ identifier }) => identifier);
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
