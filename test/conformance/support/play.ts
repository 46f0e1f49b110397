import { expect } from 'vitest';
import type { Adapter, Observed, Plan, System, World } from '../adapter.ts';
import type { Act, Case, Expectation } from './case.ts';

/** Plays a case on a system, and holds the system to what the case expects. */
export async function play(adapter: Adapter, { pipeline, others, acts }: Case): Promise<void> {
  const system = await adapter.open(pipeline, others);
  const chain: string[] = [];
  try {
    for (const act of acts) await playAct(system, chain, act);
  } finally {
    await system.close();
  }
}

async function playAct(system: System, chain: string[], act: Act): Promise<void> {
  if ('run' in act) {
    const { stages = null, outcomes, meanwhile } = act.run;
    chain.push(await system.run(worldOf(outcomes), stages));
    await goOn(system, chain, meanwhile, act.expect);
  } else if ('rerun' in act) {
    const { of, original, outcomes, meanwhile } = act.rerun;
    chain.push(await system.rerun(sourceIn(chain, of), original, worldOf(outcomes)));
    await goOn(system, chain, meanwhile, act.expect);
  } else await playRetry(system, chain, act);
}

function sourceIn(chain: readonly string[], of = chain.length - 1): string {
  const source = chain[of];
  if (source === undefined) throw new Error(`there is no execution ${of}`);
  return source;
}

async function playRetry(
  system: System,
  chain: string[],
  act: Extract<Act, { retry: unknown }>,
): Promise<void> {
  const { of, atOnce, outcomes, meanwhile, ...request } = act.retry;
  const source = sourceIn(chain, of);
  const planned = await system.plan(source, request);
  if ('refused' in act) {
    expect(planned).toEqual({ refused: act.refused });
    expect(await system.retry(source, request, worldOf(outcomes))).toEqual(planned);
    return;
  }
  expect(sorted(planned)).toEqual(sorted(act.plan));
  const asked = Array.from({ length: atOnce }, () =>
    system.retry(source, request, worldOf(outcomes)),
  );
  const answers = await Promise.all(asked);
  const begun = answers.flatMap((answer) => ('execution' in answer ? [answer.execution] : []));
  const refusals = answers.flatMap((answer) => ('refused' in answer ? [answer.refused] : []));
  expect(refusals).toEqual(Array.from({ length: atOnce - 1 }, () => 'ALREADY_RETRIED'));
  chain.push(...begun);
  await goOn(system, chain, meanwhile, act.expect);
}

type Outcomes = Extract<Act, { run: unknown }>['run']['outcomes'];
type Meanwhile = Extract<Act, { run: unknown }>['run']['meanwhile'];

async function goOn(
  system: System,
  chain: readonly string[],
  meanwhile: Meanwhile,
  expected: Expectation,
): Promise<void> {
  const execution = chain.at(-1) ?? '';
  for (const event of meanwhile) await system.happen(execution, event);
  hold(await system.look(execution), expected);
}

const worldOf =
  (outcomes: Outcomes): World =>
  (step, attempt) => {
    const outcome = outcomes[step] ?? 'Success';
    if (!Array.isArray(outcome)) return outcome;
    return outcome[attempt - 1] ?? outcome.at(-1) ?? 'Success';
  };

/** Only what the case speaks of is compared; what ran and what was reused are sets. */
function hold(seen: Observed, { status, statuses, ran, reused, scripts }: Expectation): void {
  const found = {
    status: seen.status,
    ...(statuses && { statuses: pick(seen.statuses, statuses) }),
    ...(ran && { ran: seen.ran.toSorted() }),
    ...(reused && { reused: seen.reused.toSorted() }),
    ...(scripts && { scripts: pick(seen.scripts, scripts) }),
  };
  expect(found).toEqual({
    status,
    ...(statuses && { statuses }),
    ...(ran && { ran: ran.toSorted() }),
    ...(reused && { reused: reused.toSorted() }),
    ...(scripts && { scripts }),
  });
}

type Names = Readonly<Record<string, string>>;

const pick = (all: Names, wanted: Names): Names =>
  Object.fromEntries(Object.keys(wanted).map((name) => [name, all[name] ?? 'NotStarted']));

const sorted = (plan: Plan | object): object =>
  'reuse' in plan && 'run' in plan
    ? { reuse: plan.reuse.toSorted(), run: plan.run.toSorted() }
    : plan;
