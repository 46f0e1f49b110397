import { asMilliseconds } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import { afterEach, describe, expect, it } from 'vitest';
import type { Append, Store } from '../../ports/index.ts';
import { createMemoryStore } from '../../stores/memory/store.ts';
import { shellPipeline } from '../../testing/shell-pipelines.ts';
import { openWorkshop, SOMEBODY, type Workshop } from '../../testing/workshop.ts';
import type { Change } from '../engine.ts';

const YAML = shellPipeline('shop', { build: { compile: 'x' } });
const RULES = `  notificationRules:
    - { name: team, identifier: team, enabled: true, pipelineEvents: [{ type: PipelineSuccess }],
        notificationMethod: { type: Webhook, spec: { webhookUrl: "https://example.com" } } }
`;
/** After which a store that did not answer is asked again. */
const SECOND = asMilliseconds(1_000);

/** A store that writes, once, what it is asked to write, and whose answer is lost. */
function losingAnswerOf(which: (entry: Append) => boolean): Store {
  const store = createMemoryStore();
  let lost = false;
  const append = async (entry: Append) => {
    const answer = await store.executions.append(entry);
    if (lost || !which(entry)) return answer;
    lost = true;
    throw new Error('the answer was lost');
  };
  return { ...store, executions: { ...store.executions, append } };
}

let workshop: Workshop;
afterEach(() => workshop.close());

describe('a commit whose answer was lost', () => {
  it('is told to those who watch as soon as the store answers again', async () => {
    const store = losingAnswerOf(({ row }) => row?.status === 'Discontinuing');
    workshop = await openWorkshop({ store });
    workshop.delegate.script = () => 'hang';
    const execution = await workshop.run(YAML);
    const heard: Change[] = [];
    workshop.engine.watch(execution, (change) => heard.push(change));
    const abort = { type: 'Abort', by: SOMEBODY, reason: 'enough' } as const;
    await expect(workshop.engine.perform(execution, abort)).rejects.toThrow('was lost');
    expect(heard).toEqual([]);
    await workshop.pass(SECOND);
    expect(heard[0] && statusOf(heard[0].state)).toBe('Discontinuing');
    expect(heard[0]?.touched).toContain('pipeline.stages.build.spec.execution.steps.compile');
  });

  it('has what it put into the outbox sent, once', async () => {
    const tells = ({ effects }: Append) => effects.some(({ type }) => type === 'Notify');
    workshop = await openWorkshop({ store: losingAnswerOf(tells) });
    await workshop.run(`${YAML}${RULES}`);
    expect(workshop.notified).toEqual([]);
    await workshop.pass(SECOND);
    expect(workshop.notified.map(({ event }) => event)).toEqual(['PipelineSuccess']);
  });
});
