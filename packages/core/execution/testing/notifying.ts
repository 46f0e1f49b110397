import type { Notification } from '@reprise/core/execution';
import { parsePipeline } from '@reprise/core/pipeline';
import { expect } from 'vitest';
import type { Surroundings } from '../index.ts';
import { ada, Run } from './run.ts';

export const WEBHOOK = 'type: Webhook, spec: { webhookUrl: "https://example.com/hook" }';

interface Started {
  /** Further keys of the first stage, and of its step. */
  readonly stage?: string;
  readonly step?: string;
  readonly surroundings?: Surroundings;
}

/** An execution of two stages of one step each, with these rules. */
export function started(rules: string, { stage = '', step = '', surroundings }: Started = {}): Run {
  const { pipeline, problems } = parsePipeline(`
pipeline:
  identifier: release
  name: Release
  notificationRules:
${rules}
  stages:
    - stage: { identifier: build, name: Build, type: Custom, ${stage} spec: { execution: { steps: [
        { step: { identifier: compile, name: Compile, type: ShellScript, ${step} spec: { shell: Bash, source: { type: Inline, spec: { script: x } } } } }] } } }
    - stage: { identifier: ship, name: Ship, type: Custom, spec: { execution: { steps: [
        { step: { identifier: push, name: Push, type: ShellScript, spec: { shell: Bash, source: { type: Inline, spec: { script: x } } } } }] } } }
`);
  expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  if (pipeline === null) throw new Error('no pipeline');
  return Run.start(pipeline, ada, surroundings);
}

/** A rule that asks for these events. */
export const rule = (events: string, method = WEBHOOK, more = '') =>
  `    - { name: team, identifier: team, ${more} pipelineEvents: [${events}], notificationMethod: { ${method} } }`;

/** What was told of so far: the event, and the last name of its node. */
export const said = ({ told }: Run) =>
  told.map(({ event, node }) => `${event} ${node.split('.').at(-1) ?? ''}`);

/** The message about the first event of a type. */
export const message = (told: readonly Notification[], event: string) =>
  told.find((one) => one.event === event)?.message;
