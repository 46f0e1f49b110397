import { fileURLToPath } from 'node:url';
import type { ExecutionNode } from '@reprise/api';
import type { Client } from '@reprise/api/client';
import { isEnd } from '@reprise/core/execution';
import { fillGivenInputs } from '@reprise/core/pipeline';
import { expect } from 'vitest';
import { applyDocument } from '../../../packages/cli/apply/apply-document.ts';
import { documentsAt } from '../../../packages/cli/apply/documents.ts';
import { valueOf } from '../../../packages/cli/command-error.ts';
import { nodesOf } from '../../../packages/cli/progress/nodes-of.ts';
import { hold, named } from './hold.ts';
import type { Act, Entry, PersonsDeed } from './model.ts';
import type { Site } from './site.ts';

/** Applies the folder as a team would, holds its pipelines to the checker, and plays the acts on the real server. */
export async function play(site: Site, folder: URL, { acts }: Entry): Promise<void> {
  const pipeline = await applyAll(site.client, fileURLToPath(folder));
  let execution = '';
  for (const act of acts) {
    const { answers = {}, pages = {}, meanwhile = [] } = 'run' in act ? act.run : act.retry;
    site.tools.prepare(answers);
    site.web.prepare(pages);
    execution = await begin(site.client, pipeline, execution, act);
    for (const deed of meanwhile) await perform(site.client, execution, deed);
    await ended(site.client, execution);
    const detail = await read(site.client, execution);
    hold(detail, site.tools.calls(), act.expect);
  }
}

/** The identifier of the entry's own pipeline: the one in `pipeline.yaml`. */
async function applyAll(client: Client, folder: string): Promise<string> {
  const documents = await documentsAt([folder]);
  for (const document of documents) {
    const [applied] = await applyDocument(client, document, false);
    expect(applied.message, document.file).toBeUndefined();
    if (document.subject.kind !== 'pipeline') continue;
    const { problems } = valueOf(await client.lintPipeline({ body: document.body }));
    expect(problems, document.file).toEqual([]);
  }
  const own = documents.find(({ file }) => file.endsWith('/pipeline.yaml'));
  if (own === undefined) throw new Error(`there is no pipeline.yaml in ${folder}`);
  return own.subject.identifier;
}

async function begin(client: Client, pipeline: string, source: string, act: Act): Promise<string> {
  if ('retry' in act) return retry(client, source, act.retry);
  const { inputs, inputSets, stages } = act.run;
  const path = { pipeline };
  const given = inputs === undefined ? '' : JSON.stringify(inputs);
  const started =
    stages === undefined
      ? await client.executePipeline({
          path,
          query: { inputSetIdentifiers: inputSets },
          body: given,
        })
      : await client.executeStages({
          path,
          body: { stageIdentifiers: stages, runtimeInputYaml: given },
        });
  return valueOf(started).data.planExecution.uuid;
}

async function retry(
  client: Client,
  execution: string,
  { from, onlyFailed }: Extract<Act, { retry: unknown }>['retry'],
): Promise<string> {
  const path = { execution };
  const body = { ...(from === undefined ? {} : { from }), runAllStages: onlyFailed !== true };
  const plan = valueOf(await client.planRetry({ path, body }));
  const query = {
    retryStages: plan.from,
    runAllStages: plan.runAllStages,
    planDigest: plan.digest,
  };
  return valueOf(await client.retryFailedStages({ path, query })).data.planExecution.uuid;
}

/** A look every few milliseconds: short enough not to be noticed, and nothing is held to how many there are. */
const LOOK = 10;

async function lookUntil<Found>(look: () => Promise<Found | null>): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK);
    });
  }
}

const read = async (client: Client, execution: string) =>
  valueOf(await client.getExecution({ path: { execution } })).data;

const ended = (client: Client, execution: string) =>
  lookUntil(async () => {
    const { pipelineExecutionSummary } = await read(client, execution);
    return isEnd(pipelineExecutionSummary.status) ? true : null;
  });

const STATUS = {
  approve: 'ApprovalWaiting',
  reject: 'ApprovalWaiting',
  intervene: 'InterventionWaiting',
  give: 'InputWaiting',
  whenRuns: 'Running',
} as const;

/** Waits until the named node waits for the deed. An execution that ends before fails the test at once. */
async function perform(client: Client, execution: string, deed: PersonsDeed): Promise<void> {
  const [name, status] = placeOf(deed);
  const node = await lookUntil(async () => {
    const detail = await read(client, execution);
    const found = named(nodesOf(detail), name);
    if (found?.status === status) return found;
    if (!isEnd(detail.pipelineExecutionSummary.status)) return null;
    throw new Error(`it ended before ${name} was ${status}: ${found?.status ?? 'no such node'}`);
  });
  const path = { execution, node: node.uuid };
  if ('intervene' in deed) {
    valueOf(await client.interveneNode({ path, query: { interruptType: deed.choice } }));
  } else if ('interrupt' in deed) {
    valueOf(await client.interruptExecution({ path, query: { interruptType: deed.interrupt } }));
  } else if ('give' in deed) {
    const asked = valueOf(await client.getExecutionInputs({ path })).data;
    const filled = fillGivenInputs(asked.inputTemplate, deed.values);
    if (!filled.ok) throw new Error(filled.error);
    valueOf(await client.giveExecutionInputs({ path, body: filled.value }));
  } else await decide(client, node, deed);
}

function placeOf(deed: PersonsDeed): readonly [name: string, status: string] {
  if ('approve' in deed) return [deed.approve, STATUS.approve];
  if ('reject' in deed) return [deed.reject, STATUS.reject];
  if ('intervene' in deed) return [deed.intervene, STATUS.intervene];
  if ('give' in deed) return [deed.give, STATUS.give];
  return [deed.whenRuns, STATUS.whenRuns];
}

async function decide(
  client: Client,
  { approvalId }: ExecutionNode,
  deed: Extract<PersonsDeed, { approve: string } | { reject: string }>,
): Promise<void> {
  const inputs = 'approve' in deed ? (deed.inputs ?? {}) : {};
  valueOf(
    await client.actOnApproval({
      path: { approval: approvalId ?? '' },
      body: {
        action: 'approve' in deed ? 'APPROVE' : 'REJECT',
        comments: 'looked at',
        approverInputs: Object.entries(inputs).map(([name, value]) => ({ name, value })),
      },
    }),
  );
}
