import type { ExecutionId } from '@reprise/core';
import { viewNodes } from '@reprise/core/execution';
import { checkTemplate, pipelineHeader } from '@reprise/core/pipeline';
import { expect } from 'vitest';
import { stepIdentifier } from '../../../packages/server/testing/scripted-delegate.ts';
import {
  digestOf,
  openWorkshop,
  SCOPE,
  SOMEBODY,
  type Workshop,
} from '../../../packages/server/testing/workshop.ts';
import { withTemplates } from '../../../packages/server/use-cases/pipelines/resolve-templates.ts';
import { createCompiler } from '../../../packages/server/use-cases/runs/compile.ts';
import { endingOf, taskOutcome } from './endings.ts';
import { childOf, duration, newest, stateOf, stepName } from './find.ts';
import { hold } from './hold.ts';
import { live } from './meanwhile.ts';
import { planIn } from './plan-retry.ts';
import type { Act, Files, RunAct, Scenario } from './scenario.ts';
import { surroundingsOf } from './surroundings.ts';

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
    const object = {
      kind: 'template',
      scope,
      identifier,
      parent: '',
      label,
      yaml,
      ...told,
    } as const;
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
  const { delegate } = workshop;
  const { outcomes = {}, meanwhile = [] } = 'run' in act ? act.run : act.retry;
  const before = {
    ran: delegate.ran.length,
    left: delegate.left.length,
    notified: workshop.notified.length,
  };
  delegate.script = ({ taskId }) => {
    const outcome = outcomes[stepName(taskId)] ?? outcomes[stepIdentifier(taskId)];
    return taskOutcome(endingOf(outcome, taskId));
  };
  const own = await chainOf(workshop, chain, act);
  const refusal =
    'run' in act
      ? await begin(workshop, own, act.run, yaml)
      : await retry(workshop, own, act.retry);
  expect(refusal).toBe(act.refused ?? null);
  if (refusal !== null || act.expect === undefined) return;
  await live(workshop, newest(own), meanwhile);
  await hold(workshop, own, act.expect, before);
}

/** The chain that an act is about: that of the scenario, or of the child that a stage of its newest execution runs. */
async function chainOf(
  { engine, store }: Workshop,
  chain: ExecutionId[],
  act: Act,
): Promise<ExecutionId[]> {
  const stage = 'run' in act ? undefined : act.retry.inside;
  if (stage === undefined) return chain;
  const child = childOf(viewNodes(await stateOf(engine, newest(chain))), stage);
  if (child === undefined) throw new Error(`the stage ${stage} runs no child`);
  return (await store.executions.chain(child)).map(({ executionId }) => executionId);
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
